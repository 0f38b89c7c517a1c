import type { BindingAddresses, BindingAddressesAddress, PackageEntry, ServiceInterface } from "../generated/rpc";

/** Where this page was opened from. */
type PageLocation = Pick<Location, "hostname" | "protocol">;

export interface Address {
    url: string;
    information: BindingAddressesAddress;
}

export interface ReachableInterface {
    key: string;
    description: ServiceInterface;
    addresses: Address[];
}

/** The interfaces of a service with the addresses under which they can be reached, best first. */
export function interfacesOf(
    hosts: PackageEntry["hosts"],
    page: PageLocation = location,
): ReachableInterface[] {
    const found: ReachableInterface[] = [];
    for (const [hostId, host] of Object.entries(hosts)) {
        for (const [port, binding] of Object.entries(host.bindings)) {
            if (!binding.enabled) continue;
            const candidates = visibleAddresses(binding.addresses, page.hostname);
            for (const description of Object.values(binding.interfaces)) {
                const addresses = candidates
                    .map((information) => ({ information, url: urlOf(information, description) }))
                    .sort((a, b) => score(b.information, page) - score(a.information, page));
                found.push({ key: `${hostId}/${port}/${description.id}`, description, addresses });
            }
        }
    }
    const order = ["ui", "api", "p2p"];
    return found.sort((a, b) => order.indexOf(a.description.type) - order.indexOf(b.description.type));
}

/** What the Open button opens: the best address of the first page meant for people. */
export function mainAddress(interfaces: readonly ReachableInterface[]): string | undefined {
    const page = interfaces.find((candidate) => candidate.description.type === "ui" && candidate.addresses.length > 0);
    const url = page?.addresses[0]?.url;
    return url !== undefined && /^https?:/.test(url) ? url : undefined;
}

function visibleAddresses(addresses: BindingAddresses, pageHost: string): BindingAddressesAddress[] {
    const enabled = addresses.available.filter((candidate) => isEnabled(candidate, addresses));
    const outward = enabled.filter(
        (candidate) => isLoopback(candidate.hostname) ? isLoopback(pageHost) : !isOnBridge(candidate),
    );
    return outward.length > 0 ? outward : enabled;
}

function isEnabled(candidate: BindingAddressesAddress, addresses: BindingAddresses): boolean {
    const { hostname, port, metadata } = candidate;
    if (isLoopback(hostname)) return true;
    if (metadata.kind === "ipv6" && isGlobal(hostname)) {
        return addresses.guaAccess[`[${hostname}]:${port ?? 0}`] !== "disabled";
    }
    if (candidate.public && (metadata.kind === "ipv4" || metadata.kind === "ipv6")) {
        return !port || addresses.enabled.includes(`${bracketed(hostname)}:${port}`);
    }
    const key = JSON.stringify([hostname, port ?? 0]);
    return !addresses.disabled.some((entry) => JSON.stringify(entry) === key);
}

/** Whether only services and the server itself can use the address. */
function isOnBridge({ metadata }: BindingAddressesAddress): boolean {
    const isNumeric = metadata.kind === "ipv4" || metadata.kind === "ipv6";
    return isNumeric && /^(startbr|lxcbr)\d+$/.test(metadata.gateway ?? "");
}

function urlOf(information: BindingAddressesAddress, { addressInfo }: ServiceInterface): string {
    const scheme = (information.ssl ? addressInfo.sslScheme : addressInfo.scheme) ?? "";
    const host = bracketed(information.hostname);
    const isDefaultPort =
        !information.port ||
        (scheme === "http" && information.port === 80) ||
        (scheme === "https" && information.port === 443);
    const port = isDefaultPort ? "" : `:${information.port}`;
    const user = addressInfo.username ? `${addressInfo.username}@` : "";
    return `${scheme === "" ? "" : `${scheme}://`}${user}${host}${port}${addressInfo.suffix}`;
}

/** Higher is better: the name this page was opened with, then the same kind of name, then the same encryption. */
function score({ hostname, ssl, metadata, public: isPublic }: BindingAddressesAddress, page: PageLocation): number {
    const kinds = ["plugin", "ipv6", "ipv4", "public-domain", "private-domain", "mdns"];
    let points = kinds.indexOf(metadata.kind);
    if (bracketed(hostname) === page.hostname) points += 100;
    if (kindOfName(hostname) === kindOfName(page.hostname)) points += 40;
    if (ssl === (page.protocol === "https:")) points += 20;
    return isPublic ? points - 10 : points;
}

function kindOfName(hostname: string): string {
    if (isLoopback(hostname)) return "loopback";
    if (/^\d+(\.\d+){3}$/.test(hostname)) return "ipv4";
    if (hostname.includes(":")) return "ipv6";
    return hostname.endsWith(".local") ? "mdns" : "domain";
}

function isLoopback(hostname: string): boolean {
    return hostname === "localhost" || hostname.startsWith("127.") || hostname === "::1" || hostname === "[::1]";
}

function isGlobal(address: string): boolean {
    return /^[23]/.test(address);
}

function bracketed(hostname: string): string {
    return hostname.includes(":") && !hostname.startsWith("[") ? `[${hostname}]` : hostname;
}
