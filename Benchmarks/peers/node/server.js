"use strict"
// The least that a server of this kind can be in Node.js: it holds the document, serves the files of the page, and lets
// sessions follow over WebSockets. No containers, no TLS, no log-in, nothing on disk.
//
//   node server.js PORT DOCUMENT PAGE-DIRECTORY
const { createHash } = require("node:crypto")
const { readFileSync, createReadStream, existsSync } = require("node:fs")
const { createServer } = require("node:http")
const { basename, join } = require("node:path")

const [port, file, page] = process.argv.slice(2)
const document = JSON.parse(readFileSync(file, "utf8"))

const server = createServer((request, response) => {
  const path = join(page, basename(request.url === "/" ? "index.html" : request.url))
  if (!existsSync(path)) return response.writeHead(404).end()
  createReadStream(path).pipe(response)
})

function frame(text) {
  const content = Buffer.from(text)
  const header = Buffer.alloc(10)
  header.writeUInt8(0x81, 0)
  header.writeUInt8(127, 1)
  header.writeBigUInt64BE(BigInt(content.length), 2)
  return Buffer.concat([header, content])
}

server.on("upgrade", (request, socket) => {
  const key = request.headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
  const accept = createHash("sha1").update(key).digest("base64")
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  )
  socket.write(frame(JSON.stringify(document)))
})

server.listen(Number(port), "127.0.0.1", () => console.log("ready"))
