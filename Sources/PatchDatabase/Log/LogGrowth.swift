/// How a database file grows.
package struct LogGrowth: Sendable {
    /// Zeros written behind a line that reaches the end of the file, in bytes; 0 for none.
    ///
    /// Lines written over them leave the file's length and its blocks as they are, so that making them durable takes one
    /// write to the disk and none to the journal of the file system.
    package var bytes: Int

    package init(bytes: Int = 256 << 10) {
        self.bytes = bytes
    }
}
