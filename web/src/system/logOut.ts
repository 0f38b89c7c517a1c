import { server, session } from "../application";

export async function logOut(): Promise<void> {
    await server.call("auth.logout", {});
    session.signedOut();
}
