package frontend

import (
	"net"
	"path/filepath"
	"tradeoff/kernel/internal/jupyter/wire"
)

// NewConnection writes a connection file for a kernel into dir, with a new key and ports that are free now, and returns
// its path.
func NewConnection(dir string) (path string, err error) {
	c := wire.Connection{Transport: "tcp", IP: "127.0.0.1", Key: wire.NewID(), Scheme: wire.Scheme}
	for _, port := range []*int{&c.Shell, &c.IOPub, &c.Stdin, &c.Control, &c.Heartbeat} {
		l, err := net.Listen("tcp", net.JoinHostPort(c.IP, "0"))
		if err != nil {
			return "", err
		}
		defer l.Close() // all at the end, so that the ports differ
		*port = l.Addr().(*net.TCPAddr).Port
	}
	path = filepath.Join(dir, "kernel-"+wire.NewID()+".json")
	return path, c.Write(path)
}
