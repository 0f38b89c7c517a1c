// Generated from the server's method table and document types. Do not edit.

export type JSONValue = null | boolean | number | string | JSONValue[] | { [key: string]: JSONValue };

export interface Methods {
    "state": { parameters: {}; result: string };
    "setup.execute": { parameters: { code: string; password: string }; result: { session: string } };
    "auth.login": { parameters: { password: string }; result: { session: string } };
    "auth.logout": { parameters: {}; result: null };
    "auth.session.list": { parameters: {}; result: SessionList };
    "auth.session.kill": { parameters: { ids: string[] }; result: null };
    "db.subscribe": { parameters: { pointer?: string | null }; result: { dump: Dump; guid: string } };
    "package.start": { parameters: { id: string; force?: boolean }; result: null };
    "package.stop": { parameters: { id: string }; result: null };
    "package.restart": { parameters: { id: string }; result: null };
    "package.rebuild": { parameters: { id: string }; result: null };
    "package.uninstall": { parameters: { id: string; soft?: boolean; force?: boolean }; result: null };
    "package.sideload": { parameters: {}; result: { upload: string; progress: string } };
    "package.cancel-install": { parameters: { id: string }; result: null };
    "package.stats": { parameters: {}; result: { [packageId: string]: PackageStatistics | null } };
    "package.logs": { parameters: LogsParameters; result: LogResponse };
    "package.logs.follow": { parameters: LogsParameters; result: { startCursor: string | null; guid: string } };
    "package.action.get-input": {
        parameters: { packageId: string; actionId: string; prefill?: JSONValue };
        result: ActionInput | null;
    };
    "package.action.run": {
        parameters: { packageId: string; actionId: string; eventId: string | null; input?: JSONValue };
        result: ActionResult | null;
    };
    "package.action.clear-task": {
        parameters: { packageId: string; replayId: string; force?: boolean };
        result: null;
    };
}

export interface Dump {
    id: number;
    value: PublicDocument;
}

export interface PublicDocument {
    serverInfo: ServerInfo;
    packageData: { [packageId: string]: PackageEntry };
    ui: JSONValue;
}

export interface ServerInfo {
    id: string;
    name: string;
    hostname: string;
    version: string;
    caFingerprint: string;
    network: NetworkInfo;
}

export interface NetworkInfo {
    gateways: { [gatewayId: string]: NetworkInterfaceInfo };
}

export interface NetworkInterfaceInfo {
    name: string | null;
    ipInfo: { name: string; deviceType: string | null } | null;
}

export interface PackageEntry {
    stateInfo: PackageState;
    statusInfo: StatusInfo;
    registry: string | null;
    developerKey: string;
    icon: string;
    currentDependencies: { [packageId: string]: CurrentDependencyInfo };
    actions: { [actionId: string]: ActionMetadata };
    tasks: { [replayId: string]: TaskEntry };
    hosts: { [hostId: string]: Host };
}

export type PackageState =
    | { state: "installing"; installingInfo: InstallingInfo }
    | { state: "restoring"; installingInfo: InstallingInfo }
    | { state: "updating"; manifest: Manifest; installingInfo: InstallingInfo }
    | { state: "installed"; manifest: Manifest }
    | { state: "removing"; manifest: Manifest };

export interface InstallingInfo {
    newManifest: Manifest;
    progress: FullProgress;
}

export interface FullProgress {
    overall: Progress;
    phases: NamedProgress[];
}

export interface NamedProgress {
    name: string;
    progress: Progress | FullProgress;
}

export type Progress = null | boolean | ProgressCount;

export interface ProgressCount {
    done: number;
    total: number | null;
    units: "bytes" | "steps" | null;
}

export type LocaleString = string | { [locale: string]: string };

export interface Manifest {
    id: string;
    version: string;
    title: string;
    description: { short: LocaleString; long: LocaleString };
    releaseNotes: LocaleString;
    license: string;
    packageRepo: string;
    upstreamRepo: string;
    marketingUrl: string | null;
    donationUrl: string | null;
    gitHash: string | null;
    sdkVersion: string | null;
    volumes: string[];
}

export interface StatusInfo {
    health: { [healthCheckId: string]: NamedHealthCheckResult };
    error: ErrorData | null;
    started: string | null;
    desired: DesiredStatus;
}

export type DesiredStatus =
    | { main: "stopped" }
    | { main: "running" }
    | { main: "restarting"; restartAgain?: boolean }
    | { main: "backing-up"; onComplete: "start" | "stop" };

export interface ErrorData {
    details: string;
    debug: string;
    info: JSONValue;
}

export interface NamedHealthCheckResult {
    name: string;
    result: "success" | "disabled" | "starting" | "waiting" | "loading" | "failure";
    message: string | null;
}

export interface CurrentDependencyInfo {
    title: LocaleString | null;
    icon: string | null;
    versionRange: string;
    kind: "exists" | "running";
    healthChecks?: string[];
}

export interface ActionMetadata {
    name: string;
    description: string;
    warning: string | null;
    visibility: "enabled" | "hidden" | { disabled: string };
    allowedStatuses: "only-running" | "only-stopped" | "any";
    hasInput: boolean;
    group: string | null;
}

export interface TaskEntry {
    active: boolean;
    task: Task;
}

export interface Task {
    packageId: string;
    actionId: string;
    severity: "optional" | "important" | "critical";
    reason: string | null;
    input: { kind: "partial"; accept: JSONValue[]; set: JSONValue } | null;
}

export interface Host {
    bindings: { [internalPort: string]: BindInfo };
}

export interface BindInfo {
    enabled: boolean;
    addresses: DerivedAddressInfo;
    interfaces: { [interfaceId: string]: ServiceInterface };
}

export interface DerivedAddressInfo {
    enabled: string[];
    disabled: [string, number][];
    guaAccess?: { [address: string]: "disabled" | "lan" | "lan-wan" };
    available: HostnameInfo[];
}

export interface HostnameInfo {
    ssl: boolean;
    public: boolean;
    hostname: string;
    port: number | null;
    metadata: HostnameMetadata;
}

export type HostnameMetadata =
    | { kind: "ipv4"; gateway: string }
    | { kind: "ipv6"; gateway: string; scopeId: number }
    | { kind: "mdns"; gateways: string[] }
    | { kind: "private-domain"; gateways: string[] }
    | { kind: "public-domain"; gateway: string }
    | { kind: "plugin"; packageId: string };

export interface ServiceInterface {
    id: string;
    name: string;
    description: string;
    masked: boolean;
    type: "ui" | "p2p" | "api";
    addressInfo: AddressInfo;
}

export interface AddressInfo {
    username: string | null;
    scheme: string | null;
    sslScheme: string | null;
    suffix: string;
}

export interface SessionList {
    current: string | null;
    sessions: { [sessionId: string]: { loggedIn: string; lastActive: string; userAgent: string | null } };
}

export interface PackageStatistics {
    cpuPercent?: number | null;
    memory_usage: number;
    memory_limit: number | null;
}

export interface LogsParameters {
    id: string;
    limit?: number;
    cursor?: string | null;
    before?: boolean;
}

export interface LogResponse {
    entries: LogEntry[];
    startCursor: string | null;
    endCursor: string | null;
}

export interface LogEntry {
    timestamp: string;
    message: string;
    bootId: string;
}

export interface ActionInput {
    eventId: string;
    spec: { [field: string]: JSONValue };
    value: { [field: string]: JSONValue } | null;
}

export interface ActionResult {
    version: "1";
    title: string;
    message: string | null;
    result: ActionResultValue | null;
}

export type ActionResultValue =
    | { type: "single"; value: string; copyable: boolean; qr: boolean; masked: boolean }
    | { type: "group"; value: ActionResultMember[] };

export type ActionResultMember = { name: string; description: string | null } & ActionResultValue;
