import Errors
import SystemInterface
import SystemPackage

/// The state of a simulated file system: a table of inodes, what is locked, and what is to go wrong.
struct SimulatedDisk {
    static let root = 0

    private(set) var inodes: [Int: SimulatedInode] = [
        root: SimulatedInode(kind: .directory, permissions: [.ownerReadWriteExecute, .groupReadExecute])
    ]
    private var nextInode = 1
    var locks: [Int: ObjectIdentifier] = [:]
    /// Rises with every restart: handles from before are dead.
    private(set) var boot = 0
    private(set) var isDown = false
    var fault: DiskFault?
    var counters = DiskCounters()
    var random: SeededGenerator
    /// Bytes that all files together may take; nil: any number.
    var capacity: Int?

    /// Bytes that are left.
    var free: Int {
        guard let capacity else { return 1 << 50 }
        return max(0, capacity - reachable.reduce(0) { $0 + (inodes[$1]?.room ?? 0) })
    }

    /// What has a name. (A file that is open without one is not counted.)
    private var reachable: Set<Int> {
        var reached: Set<Int> = []
        var open = [Self.root]
        while let inode = open.popLast() {
            reached.insert(inode)
            open += inodes[inode]?.entries.values.filter { !reached.contains($0) } ?? []
        }
        return reached
    }

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    /// How an operation goes.
    enum Admission {
        case whole
        /// It is to be done in part, or not at all, and then to throw.
        case part(StartError)
    }

    /// Counts an operation and tells how it goes.
    mutating func admit(_ path: FilePath) throws(StartError) -> Admission {
        try checkRunning()
        counters.operations += 1
        guard let fault else { return .whole }
        switch fault.kind {
        case .failsOnce where counters.operations == fault.operation,
            .failsFromThenOn where counters.operations >= fault.operation:
            return .part(StartError(.filesystem, "\(path): the simulated disk failed."))
        case .crash where counters.operations == fault.operation:
            isDown = true
            return .part(Self.down)
        default:
            return .whole
        }
    }

    func checkRunning() throws(StartError) {
        guard !isDown else { throw Self.down }
    }

    private static var down: StartError { StartError(.filesystem, "The simulated machine is down.") }

    /// Does a change of names wholly, or by chance, and then throws, when it is to go wrong.
    mutating func change(
        _ path: FilePath, _ body: (inout SimulatedDisk) throws(StartError) -> Void
    ) throws(StartError) {
        switch try admit(path) {
        case .whole:
            try body(&self)
        case .part(let error):
            if Bool.random(using: &random) { try body(&self) }
            throw error
        }
    }

    subscript(inode: Int) -> SimulatedInode? {
        _read { yield inodes[inode] }
        _modify { yield &inodes[inode] }
    }

    mutating func add(_ inode: SimulatedInode) -> Int {
        defer { nextInode += 1 }
        inodes[nextInode] = inode
        return nextInode
    }

    mutating func restart(_ random: inout SeededGenerator) {
        for inode in inodes.keys.sorted() { inodes[inode]?.crash(&random) }
        let reached = reachable
        inodes = inodes.filter { reached.contains($0.key) }
        locks = [:]
        boot += 1
        isDown = false
        fault = nil
        counters = DiskCounters()
    }

    /// The inode at `path`; nil when there is none.
    func find(_ path: FilePath, followingLast: Bool = true, links: Int = 0) throws(StartError) -> Int? {
        guard links < 40 else { throw StartError(.filesystem, "\(path) leads through too many links.") }
        var current = Self.root
        var stack: [Int] = []
        var walked = FilePath("/")
        let components = Array(path.components)
        for (index, component) in components.enumerated() {
            guard let directory = inodes[current], directory.kind == .directory else { return nil }
            if component.kind == .currentDirectory { continue }
            if component.kind == .parentDirectory {
                current = stack.popLast() ?? Self.root
                walked.removeLastComponent()
                continue
            }
            guard let next = directory.entries[component.string], let inode = inodes[next] else { return nil }
            if inode.kind == .symbolicLink, followingLast || index < components.count - 1 {
                var target = inode.target.isAbsolute ? inode.target : walked.pushing(inode.target)
                for rest in components[(index + 1)...] { target.append(rest) }
                return try find(target, followingLast: followingLast, links: links + 1)
            }
            stack.append(current)
            current = next
            walked.append(component)
        }
        return current
    }

    /// The directory that holds `path`, and the name there.
    func parent(of path: FilePath) throws(StartError) -> (directory: Int, name: String) {
        guard let last = path.lastComponent, last.kind == .regular else {
            throw StartError(.filesystem, "\(path) has no name.")
        }
        guard let directory = try find(path.removingLastComponent()) else {
            throw StartError(.notFound, "There is no directory for \(path).")
        }
        guard inodes[directory]?.kind == .directory else {
            throw StartError(.filesystem, "What should contain \(path) is no directory.")
        }
        return (directory, last.string)
    }
}
