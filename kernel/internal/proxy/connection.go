package proxy

import (
	"path/filepath"
	"tradeoff/kernel/internal/jupyter/wire"
)

// private returns a connection with the same key over sockets in dir, where nobody else's port can be taken by mistake.
func private(c wire.Connection, dir string) wire.Connection {
	return wire.Connection{
		Transport: "ipc", IP: filepath.Join(dir, "gonb"), Shell: 1, IOPub: 2, Stdin: 3, Control: 4, Heartbeat: 5, Key: c.Key,
		Scheme: wire.Scheme,
	}
}
