// Generated from the Swift declarations by `make generate`. Do not edit.

export type JSONValue = null | boolean | number | string | JSONValue[] | { [key: string]: JSONValue };

/** Every method: its parameters and its result. */
export interface Methods {
  "echo": { parameters: EchoParameters; result: string };
  "state": { parameters: Record<string, never>; result: ServerState };
  "server.time": { parameters: Record<string, never>; result: ServerTime };
  "server.logs": { parameters: LogSelection; result: LogPage };
  "server.logs.follow": { parameters: LogSelection; result: LogSubscription };
  "server.kernel-logs": { parameters: LogSelection; result: LogPage };
  "server.kernel-logs.follow": { parameters: LogSelection; result: LogSubscription };
  "setup.execute": { parameters: SetUpParameters; result: SessionToken };
  "auth.login": { parameters: LogInParameters; result: SessionToken };
  "auth.logout": { parameters: Record<string, never>; result: null };
  "auth.session.list": { parameters: Record<string, never>; result: SessionList };
  "auth.session.kill": { parameters: KillSessionsParameters; result: null };
  "auth.reset-password": { parameters: ResetPasswordParameters; result: null };
  "db.dump": { parameters: PointerParameters; result: DatabaseDump };
  "db.subscribe": { parameters: PointerParameters; result: DatabaseSubscription };
  "db.put.ui": { parameters: PutUIParameters; result: null };
  "package.list": { parameters: Record<string, never>; result: PackageSummary[] };
  "package.installed-version": { parameters: PackageParameters; result: string | null };
  "package.sideload": { parameters: Record<string, never>; result: SideloadTickets };
  "package.cancel-install": { parameters: PackageParameters; result: null };
  "package.start": { parameters: StartParameters; result: null };
  "package.stop": { parameters: PackageParameters; result: null };
  "package.restart": { parameters: PackageParameters; result: null };
  "package.rebuild": { parameters: PackageParameters; result: null };
  "package.uninstall": { parameters: UninstallParameters; result: null };
  "package.set-limits": { parameters: SetLimitsParameters; result: null };
  "package.stats": { parameters: Record<string, never>; result: { [key: string]: ServiceStatistics | null } };
  "package.stats.follow": { parameters: Record<string, never>; result: StatisticsSubscription };
  "package.logs": { parameters: LogsParameters; result: LogPage };
  "package.logs.follow": { parameters: LogsParameters; result: LogSubscription };
  "package.action.get-input": { parameters: ActionInputParameters; result: JSONValue };
  "package.action.run": { parameters: RunActionParameters; result: JSONValue };
  "package.action.clear-task": { parameters: ClearTaskParameters; result: null };
}

/** The document that `db.subscribe` sends. */
export type Document = PublicDocument;

export type ActionInputParameters = {
  packageId: string;
  actionId: string;
  prefill?: JSONValue | null;
};

export type ActionMetadata = {
  name: string;
  description: string;
  warning?: string | null;
  visibility?: ActionVisibility | null;
  allowedStatuses: ActionMetadataAllowedStatuses;
  hasInput: boolean;
  group?: string | null;
  access?: ActionMetadataAccess | null;
};

export type ActionMetadataAccess = "public" | "dependent" | "user";

export type ActionMetadataAllowedStatuses = "only-running" | "only-stopped" | "any";

export type ActionVisibility = "enabled" | "hidden" | { disabled: string };

export type AssignedPorts = {
  assignedPort?: number | null;
  assignedSslPort?: number | null;
};

export type Binding = {
  enabled: boolean;
  options: BindingOptions;
  net: AssignedPorts;
  addresses: BindingAddresses;
  interfaces: { [key: string]: ServiceInterface };
  problem?: string | null;
};

export type BindingAddresses = {
  enabled: string[];
  disabled: JSONValue[];
  guaAccess: { [key: string]: string };
  available: BindingAddressesAddress[];
};

export type BindingAddressesAddress = {
  ssl: boolean;
  public: boolean;
  hostname: string;
  port?: number | null;
  metadata: BindingAddressesMetadata;
};

export type BindingAddressesMetadata = {
  kind: BindingAddressesMetadataKind;
  gateway?: string | null;
};

export type BindingAddressesMetadataKind = "ipv4" | "ipv6" | "mdns" | "private-domain" | "public-domain" | "plugin";

export type BindingOptions = {
  preferredExternalPort: number;
  addSsl?: SSLOptions | null;
  secure?: BindingOptionsSecurity | null;
};

export type BindingOptionsSecurity = {
  ssl: boolean;
};

export type ClearTaskParameters = {
  packageId: string;
  replayId: string;
  force?: boolean | null;
};

export type DatabaseDump = {
  id: number;
  value: JSONValue;
};

export type DatabaseSubscription = {
  dump: DatabaseDump;
  guid: string;
};

export type DesiredStatus = { main: "stopped" } | { main: "running" } | { main: "restarting"; restartAgain: boolean }
  | { main: "backing-up"; onComplete: "start" | "stop" };

export type EchoParameters = {
  message: string;
};

export type ErrorInfo = {
  details: string;
  debug: string;
  info?: JSONValue | null;
};

export type FullProgress = {
  overall: Progress;
  phases: FullProgressPhase[];
};

export type FullProgressPhase = {
  name: string;
  progress: Progress;
};

export type HealthResult = {
  name: string;
  result: HealthResultOutcome;
  message?: string | null;
};

export type HealthResultOutcome = "success" | "loading" | "disabled" | "starting" | "waiting" | "failure";

export type Host = {
  bindings: { [key: string]: Binding };
  bindingRanges: { [key: string]: JSONValue };
  publicDomains: { [key: string]: JSONValue };
  privateDomains: { [key: string]: JSONValue };
  portForwards: JSONValue[];
};

export type KillSessionsParameters = {
  ids: string[];
};

export type LogBoot = number | string;

export type LogEntry = {
  timestamp: string;
  message: string;
  bootId: string;
  level: LogLevel;
  cursor?: string | null;
};

export type LogInParameters = {
  password: string;
  ephemeral?: boolean | null;
};

export type LogLevel = "error" | "warning" | "info" | "debug";

export type LogPage = {
  entries: LogEntry[];
  startCursor?: string | null;
  endCursor?: string | null;
  more: boolean;
  expired: boolean;
};

export type LogSelection = {
  limit?: number | null;
  cursor?: string | null;
  before?: boolean | null;
  boot?: LogBoot | null;
  search?: string | null;
  level?: LogLevel | null;
  since?: string | null;
  until?: string | null;
};

export type LogSubscription = {
  startCursor?: string | null;
  guid: string;
};

export type LogsParameters = {
  id: string;
  limit?: number | null;
  cursor?: string | null;
  before?: boolean | null;
  boot?: LogBoot | null;
  search?: string | null;
  level?: LogLevel | null;
  since?: string | null;
  until?: string | null;
};

export type NetworkInfo = {
  host: Host;
};

export type PackageEntry = {
  stateInfo: PackageState;
  s9pk: string;
  statusInfo: StatusInfo;
  registry?: string | null;
  developerKey: string;
  icon: string;
  lastBackup?: string | null;
  currentDependencies: { [key: string]: JSONValue };
  actions: { [key: string]: ActionMetadata };
  tasks: { [key: string]: TaskEntry };
  hosts: { [key: string]: Host };
  storeExposedDependents: string[];
  outboundGateway?: string | null;
  plugin: PackageEntryPlugin;
  keepsData?: boolean | null;
  limits?: ServiceLimits | null;
};

export type PackageEntryPlugin = {
  url?: JSONValue | null;
};

export type PackageParameters = {
  id: string;
};

export type PackageState = {
  state: PackageStateKind;
  manifest?: JSONValue | null;
  s9pk?: string | null;
  installingInfo?: PackageStateInstalling | null;
};

export type PackageStateInstalling = {
  newManifest: JSONValue;
  progress: FullProgress;
};

export type PackageStateKind = "installing" | "restoring" | "updating" | "installed" | "removing";

export type PackageSummary = {
  status: PackageSummaryStatus;
  id: string;
  version: string;
};

export type PackageSummaryStatus = "installing" | "restoring" | "updating" | "installed" | "removing";

export type PointerParameters = {
  pointer?: string | null;
};

export type Progress = null | boolean | { done: number; total?: number | null; units?: "bytes" | "steps" | null } | FullProgress;

export type PublicDocument = {
  serverInfo: ServerInfo;
  packageData: { [key: string]: PackageEntry };
  ui: JSONValue;
};

export type PutUIParameters = {
  pointer: string;
  value: JSONValue;
};

export type ResetPasswordParameters = {
  oldPassword: string;
  newPassword: string;
};

export type RetryInfo = {
  attempt: number;
  at: string;
  reason: string;
};

export type RunActionParameters = {
  packageId: string;
  actionId: string;
  eventId?: string | null;
  input?: JSONValue | null;
};

export type SSLOptions = {
  preferredExternalPort: number;
  addXForwardedHeaders?: boolean | null;
  alpn?: JSONValue | null;
  upstreamCertValidation?: JSONValue | null;
  auth?: JSONValue | null;
};

export type ServerInfo = {
  id: string;
  name: string;
  hostname: string;
  version: string;
  packageVersionCompat: string;
  postInitMigrationTodos: { [key: string]: JSONValue };
  lastBackup?: string | null;
  network: NetworkInfo;
  statusInfo: ServerStatus;
  unreadNotificationCount: number;
  caFingerprint: string;
  ntpSynced: boolean;
  language?: string | null;
  ram: number;
};

export type ServerState = "setup" | "running";

export type ServerStatus = {
  backupProgress?: FullProgress | null;
  updateProgress?: FullProgress | null;
  shuttingDown: boolean;
  restarting: boolean;
  restart?: string | null;
};

export type ServerTime = {
  now: string;
  uptime: number;
};

export type ServiceInterface = {
  id: string;
  name: string;
  description: string;
  masked: boolean;
  addressInfo: ServiceInterfaceAddressInfo;
  type: ServiceInterfaceKind;
};

export type ServiceInterfaceAddressInfo = {
  username?: string | null;
  hostId: string;
  internalPort: number;
  scheme?: string | null;
  sslScheme?: string | null;
  suffix: string;
};

export type ServiceInterfaceKind = "ui" | "p2p" | "api";

export type ServiceLimits = {
  memory?: number | null;
  cpu?: number | null;
  processes?: number | null;
  disk?: number | null;
};

export type ServiceStatistics = {
  container_id: string;
  memory_usage: number;
  memory_limit: number;
  memory_bytes: number;
  memory_limit_bytes?: number | null;
  cpu_percent?: number | null;
  processes: number;
  disk_bytes?: number | null;
  disk_limit_bytes?: number | null;
};

export type ServiceTask = {
  packageId: string;
  actionId: string;
  severity: ServiceTaskSeverity;
  reason?: string | null;
  when?: ServiceTaskTrigger | null;
  input?: JSONValue | null;
};

export type ServiceTaskSeverity = "optional" | "important" | "critical";

export type ServiceTaskTrigger = {
  once?: boolean | null;
  condition: string;
};

export type SessionList = {
  current?: string | null;
  sessions: { [key: string]: SessionSummary };
};

export type SessionSummary = {
  loggedIn: string;
  lastActive: string;
  userAgent?: string | null;
};

export type SessionToken = {
  session: string;
};

export type SetLimitsParameters = {
  id: string;
  memory?: number | null;
  cpu?: number | null;
  processes?: number | null;
  disk?: number | null;
};

export type SetUpParameters = {
  code: string;
  password: string;
};

export type SideloadTickets = {
  upload: string;
  progress: string;
};

export type StartParameters = {
  id: string;
  force?: boolean | null;
};

export type StatisticsSubscription = {
  guid: string;
  stats: { [key: string]: ServiceStatistics | null };
};

export type StatusInfo = {
  health: { [key: string]: HealthResult };
  error?: ErrorInfo | null;
  started?: string | null;
  desired: DesiredStatus;
  retry?: RetryInfo | null;
};

export type TaskEntry = {
  task: ServiceTask;
  active: boolean;
  unverified?: boolean | null;
};

export type UninstallParameters = {
  id: string;
  soft?: boolean | null;
  force?: boolean | null;
};
