import { Replica } from "./patch/Replica";
import { Server } from "./rpc/Server";
import { Session } from "./session/Session";
import { UsageFeed } from "./stats/UsageFeed";

/** The long-living parts of the page: the copy of the document, the way to the server, and what keeps them joined. */
export const replica = new Replica();
export const server = new Server((revision) => replica.reached(revision));
export const session = new Session(server, replica);
export const usage = new UsageFeed(server);
