package wire

import (
	"encoding/json"
	"fmt"
	"os"

	"tradeoff/kernel/internal/files"
)

// Connection is a connection file of Jupyter: where a kernel's sockets are, and the key by which messages are signed.
type Connection struct {
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

// Scheme of signatures: the only one that is in use.
const Scheme = "hmac-sha256"

// largestConnection is far more than a connection file has.
const largestConnection = 1 << 20

// ReadConnection reads a connection file; the error names the file.
func ReadConnection(path string) (c Connection, err error) {
	text, err := files.Read(path, largestConnection)
	if err != nil {
		return c, fmt.Errorf("connection file: %w", err)
	}
	if err := json.Unmarshal(text, &c); err != nil {
		return c, fmt.Errorf("connection file %s: %w", path, err)
	}
	if c.Key != "" && c.Scheme != Scheme {
		return c, fmt.Errorf("connection file %s: signature scheme %q, want %s", path, c.Scheme, Scheme)
	}
	return c, nil
}

// Address of a port, in ZeroMQ's way.
func (c Connection) Address(port int) string {
	if c.Transport == "ipc" {
		return fmt.Sprintf("ipc://%s-%d", c.IP, port)
	}
	return fmt.Sprintf("%s://%s:%d", c.Transport, c.IP, port)
}

// Write makes a connection file that only the user can read.
func (c Connection) Write(path string) error {
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o600)
}
