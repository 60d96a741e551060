package proxy

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// connection is a connection file of Jupyter.
type connection struct {
	Transport string `json:"transport"`
	IP        string `json:"ip"`
	Shell     int    `json:"shell_port"`
	IOPub     int    `json:"iopub_port"`
	Stdin     int    `json:"stdin_port"`
	Control   int    `json:"control_port"`
	Heartbeat int    `json:"hb_port"`
	Key       string `json:"key"`
	Scheme    string `json:"signature_scheme"`
}

// scheme is the only one that is in use.
const scheme = "hmac-sha256"

func readConnection(path string) (c connection, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return c, fmt.Errorf("connection file: %w", err)
	}
	if err := json.Unmarshal(text, &c); err != nil {
		return c, fmt.Errorf("connection file %s: %w", path, err)
	}
	if c.Key != "" && c.Scheme != scheme {
		return c, fmt.Errorf("connection file %s: signature scheme %q, want %s", path, c.Scheme, scheme)
	}
	return c, nil
}

// address of a port, in ZeroMQ's way.
func (c connection) address(port int) string {
	if c.Transport == "ipc" {
		return fmt.Sprintf("ipc://%s-%d", c.IP, port)
	}
	return fmt.Sprintf("%s://%s:%d", c.Transport, c.IP, port)
}

// private returns a connection with the same key over sockets in dir, where nobody else's port can be taken by mistake.
func (c connection) private(dir string) connection {
	return connection{
		Transport: "ipc", IP: filepath.Join(dir, "gonb"), Shell: 1, IOPub: 2, Stdin: 3, Control: 4, Heartbeat: 5, Key: c.Key, Scheme: scheme,
	}
}

func (c connection) write(path string) error {
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o600)
}
