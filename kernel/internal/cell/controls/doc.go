// Package controls carries the positions of live controls from the front end to the cell that shows them, as messages
// of package protocol.
//
// The cell connects to a socket of the kernel ([Dial]). The kernel answers whether somebody can move its controls: not
// where a notebook is executed without a reader, nor where other cells wait. The JupyterLab extension sends the
// positions of all controls each time that one is moved. The kernel passes them on, the newest only, and requests the
// cell's end where something else waits.
//
// gonb has controls of its own. Under this kernel they work in a JupyterLab on the same machine, but their script opens
// a second connection to ws://HOST/api/kernels, which is no address of a server behind TLS or below a base URL
// (JupyterHub, Binder); each value is delivered by a goroutine of its own, so that the last one to arrive need not be
// the newest; and a notebook that is not trusted loses the script.
package controls
