declare const brand: unique symbol;
type Branded<T, B extends string> = T & { readonly [brand]: B };

/** An absolute, normalised path of this machine. */
export type AbsolutePath = Branded<string, 'AbsolutePath'>;
/** Nanoseconds since the Unix epoch, as the file system reports them. */
export type TimeNs = Branded<bigint, 'TimeNs'>;
/** Lower-case hexadecimal SHA-256. */
export type Sha256 = Branded<string, 'Sha256'>;
