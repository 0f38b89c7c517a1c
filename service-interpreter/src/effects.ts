type Call<Parameters, Result = unknown> = (parameters: Parameters) => Promise<Result>

/** The calls to the system that the interpreter makes. All of them are part of what packages may rely on. */
export interface Effects {
  eventId: string | null
  bind: Call<object>
  clearBindings: Call<{ except: { id: string; internalPort: number }[] }>
  exportServiceInterface: Call<object>
  clearServiceInterfaces: Call<{ except: string[] }>
  setDependencies: Call<{ dependencies: unknown[] }>
  setHealth: Call<{ id: string; name: string; result: string; message: string | null }>
  setDataVersion: Call<{ version: string | null }>
  getDataVersion: Call<void, string | null>
  setInitProgress: Call<{ progress: unknown }>
  setBackupProgress: Call<{ progress: unknown }>
  restart: Call<void>
  action: {
    export: Call<{ id: string; metadata: object }>
    clear: Call<{ except: string[] }>
    createTask: Call<object>
  }
  notification: { create: Call<object> }
  subcontainer: {
    createFs: Call<{ imageId: string; name: string }, [path: string, guid: string]>
    destroyFs: Call<{ guid: string }>
  }
}
