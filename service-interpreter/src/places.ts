const root = process.env["STARTOS_PREFIX"] ?? ""

/** Where the system puts things in the container. The prefix is for tests. */
export const places = {
  volume: (id: string) => `${root}/media/startos/volumes/${id}`,
  assets: `${root}/media/startos/assets`,
  image: (id: string) => `${root}/media/startos/images/${id}`,
  backup: `${root}/media/startos/backup`,
  nameServers: `${root}/etc/resolv.conf`,
}

/** The volume that settings are kept in; no program sees it. */
export const settingsVolume = "settings"
