/** What a client shows when it connects. */
export interface Login {
  readonly clientId: string;
  readonly username?: string;
  readonly password?: string;
  /** Common name of its TLS certificate, verified against the listener's `ca`. */
  readonly certificateName?: string;
  /** `host:port` it comes from. */
  readonly address: string;
}

/** A client that was let in. */
export interface Session {
  readonly clientId: string;
  readonly role: string;
  readonly address: string;
}

/** Who may come in, and do what. */
export interface AccessRules {
  /** The role of a client; undefined: not let in. A rejection counts as "not now" (CONNACK 3), so that the client tries again. */
  authenticate(login: Login): Promise<string | undefined>;
  mayPublish(session: Session, topic: string): boolean;
  maySubscribe(session: Session, filter: string): boolean;
}

/** Everybody may do everything: for tests, and for a listener on the loopback interface. */
export const openAccess: AccessRules = {
  authenticate: async () => "anyone",
  mayPublish: () => true,
  maySubscribe: () => true,
};
