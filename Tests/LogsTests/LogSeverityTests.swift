import Logs
import Testing

/// Lines as real programs write them.
@Suite("How severe a line is")
struct LogSeverityTests {
    @Test(
        "what a line says of itself",
        arguments: [
            // sd-daemon, which start-container's neighbours and our own daemon use
            ("<0>out of everything", LogSeverity.error), ("<3>cannot open", .error), ("<4>careful", .warning),
            ("<5>noteworthy", .information), ("<6>hello", .information), ("<7>details", .debug),
            // JSON: zap, logrus, Google Cloud, pino, bunyan, MongoDB, Caddy
            (#"{"level":"warn","ts":1700000000.1,"caller":"a.go:1","msg":"error in the text"}"#, .warning),
            (#"{"severity": "ERROR", "message": "x"}"#, .error),
            (#"{"level":30,"time":1700000000000,"pid":7,"msg":"listening"}"#, .information),
            (#"{"level":50,"time":1700000000000,"err":{}}"#, .error), (#"{"level":20,"msg":"x"}"#, .debug),
            (#"{"name":"x","hostname":"y","pid":7,"level":40,"msg":"m"}"#, .warning),
            (#"{"t":{"$date":"2026-01-02T15:04:05.000+00:00"},"s":"I","c":"NETWORK","id":1}"#, .information),
            (#"{"t":{"$date":"2026-01-02T15:04:05.000+00:00"},"s":"E","c":"STORAGE","id":1}"#, .error),
            (#"{"level":"debug","ts":1700000000,"logger":"tls","msg":"x"}"#, .debug),
            // logfmt: Prometheus, Grafana, Docker
            (#"ts=2026-01-02T15:04:05.000Z caller=main.go:7 level=error msg="no""#, .error),
            (#"time="2026-01-02T15:04:05Z" level=warning msg="x""#, .warning),
            (#"logger=settings t=2026-01-02 level=info msg="Starting""#, .information),
            (#"t=2026-01-02T15:04:05 lvl=eror msg="x""#, .error), (#"lvl=dbug msg="x""#, .debug),
            // klog
            ("E0102 15:04:05.000000       1 reflector.go:178] failed", .error),
            ("W0102 15:04:05.000000       1 a.go:1] x", .warning),
            ("I0102 15:04:05.000000       1 a.go:1] error is only a word here", .information),
            // Redis
            ("1:M 02 Jan 2026 15:04:05.000 # WARNING overcommit_memory is set to 0", .warning),
            ("1:M 02 Jan 2026 15:04:05.000 * Ready to accept connections", .information),
            ("12:C 02 Jan 2026 15:04:05.000 - DB 0: 1 keys", .debug),
            // PostgreSQL, MariaDB, nginx, Apache
            ("2026-01-02 15:04:05.000 UTC [1] LOG:  database system is ready", .information),
            ("2026-01-02 15:04:05.000 UTC [33] FATAL:  password authentication failed", .error),
            ("2026-01-02 15:04:05.000 UTC [33] ERROR:  relation does not exist", .error),
            ("2026-01-02T15:04:05.000000Z 0 [Warning] [MY-010068] [Server] CA certificate", .warning),
            ("2026-01-02 15:04:05 0 [Note] mariadbd: ready for connections.", .information),
            ("2026/01/02 15:04:05 [error] 12#12: *1 open() failed", .error),
            ("2026/01/02 15:04:05 [emerg] 1#1: bind() failed", .error),
            ("[Fri Jan 02 15:04:05.000000 2026] [core:warn] [pid 7:tid 8] AH00098", .warning),
            // Syncthing, Bitcoin Lightning, Core Lightning, bitcoind
            ("2026-01-02 15:04:05 INF Starting (version=v2)", .information),
            ("2026-01-02 15:04:05 WRN Failed to dial", .warning),
            ("[start] 2026/01/02 15:04:05 INFO: syncthing v1", .information),
            ("[ABCDE] 2026/01/02 15:04:05 WARNING: x", .warning),
            ("2026-01-02 15:04:05.000 [ERR] BTCN: unable to connect", .error),
            ("2026-01-02 15:04:05.000 [DBG] PEER: x", .debug),
            ("2026-01-02T15:04:05.000Z DEBUG   gossipd: x", .debug),
            // Rust: env_logger, tracing, panics
            ("[2026-01-02T15:04:05Z WARN  hyper::proto] x", .warning),
            ("2026-01-02T15:04:05.000000Z  INFO my_crate: x", .information),
            ("thread 'main' panicked at src/main.rs:2:5:", .error),
            // Python: logging, uvicorn, gunicorn, tracebacks
            ("WARNING:root:message", .warning), ("ERROR:    Exception in ASGI application", .error),
            ("INFO:     127.0.0.1:1 - \"GET / HTTP/1.1\" 200 OK", .information),
            ("2026-01-02 15:04:05,000 - uvicorn.error - INFO - x", .information),
            ("[2026-01-02 15:04:05 +0000] [7] [CRITICAL] WORKER TIMEOUT", .error),
            ("Traceback (most recent call last):", .error), ("ValueError: no", .error),
            // Java: Log4j, java.util.logging, exceptions
            ("2026-01-02 15:04:05.000  WARN 1 --- [main] o.s.b.Application : x", .warning),
            ("SEVERE: Servlet.service() threw exception", .error),
            ("java.lang.IllegalStateException: no", .error),
            // Node.js and npm, Go
            ("TypeError: Cannot read properties of undefined", .error), ("Error: listen EADDRINUSE", .error),
            ("npm ERR! code ENOENT", .error), ("npm error code ENOENT", .error), ("npm warn deprecated x", .warning),
            ("panic: runtime error: index out of range", .error),
            // Colours around the word
            ("\u{1B}[90m3:04PM\u{1B}[0m \u{1B}[32mINF\u{1B}[0m started", .information),
            ("\u{1B}[1;31mERROR\u{1B}[0m broke", .error),
            // Plain prefixes
            ("error: no such file", .error), ("Warning: deprecated", .warning), ("[DEBUG] x", .debug),
            ("DEBUG1 x", .debug), ("[error] x", .error),
        ])
    func says(_ line: String, _ severity: LogSeverity) {
        #expect(LogSeverity.detect(in: line.utf8) == severity, "\(line)")
    }

    @Test(
        "what says nothing",
        arguments: [
            "", " ", "<", "<8>x", "<33>x", "hello", "{", "{}", #"{"level":null}"#, #"{"message":"level"}"#,
            "no error was found", "The ERROR page is at /error", "GET /error HTTP/1.1", "levels=3", "xlevel=error",
            "E0102", "Everything 1234 fine", "127.0.0.1 - - [02/Jan/2026:15:04:05 +0000] \"GET /warn HTTP/1.1\" 200 5",
            "information about you", "\u{1B}[31m", "\u{1B}[", "    at Object.<anonymous> (/app/index.js:1:7)",
        ])
    func silent(_ line: String) {
        #expect(LogSeverity.detect(in: line.utf8) == nil, "\(line)")
    }
}
