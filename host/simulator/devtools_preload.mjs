/**
 * Loaded into `devs devtools` and its VM process before their own code (node --import).
 *
 * DeviceScript's ports are written into its program; here they are moved, so that two simulators
 * can run side by side. And both processes end with the one that started them, whatever ends that.
 */
import net from "node:net"
import process from "node:process"

/** Web, TCP and debugger port of DeviceScript 2.16.4 (cli/src/devtools.ts, cli/src/build.ts). */
const FIRST_PORT = 8081
const LAST_PORT = 8083

const shift = Number(process.env.LEAKTIGHT_DEVTOOLS_PORT ?? FIRST_PORT) - FIRST_PORT
const moved = port => (port >= FIRST_PORT && port <= LAST_PORT ? port + shift : port)

const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (port, ...rest) {
    return listen.call(this, moved(port), ...rest)
}
const createConnection = net.createConnection
net.createConnection = (port, ...rest) => createConnection(moved(port), ...rest)

if (process.connected) process.on("disconnect", () => process.exit())
else process.stdin.on("end", () => process.exit()).resume()
