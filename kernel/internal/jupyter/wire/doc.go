// Package wire speaks Jupyter's wire protocol: signed messages of several frames over ZeroMQ.
//
// The servers here stand on the connections of zmq4, not on its sockets: those stop accepting while one peer does not
// finish its greeting, allocate whatever size a frame claims to have, and give no word on when what was published has
// been sent.
//
// It is ours for these three reasons; the bindings to libzmq would need C.
package wire
