package setup

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"tradeoff/kernel/internal/files"
)

// key is a short hash of everything that a component depends on.
func key(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:8])
}

// stamped reports whether the component was finished with this key and all its files are there.
func (m *Machine) stamped(name, key string, needed ...string) bool {
	have, err := os.ReadFile(m.stampPath(name, key))
	if err != nil || string(have) != key {
		return false
	}
	for _, path := range needed {
		if _, err := os.Stat(path); err != nil {
			return false
		}
	}
	return true
}

// stamp notes that a component is finished.
func (m *Machine) stamp(name, key string) error {
	return files.Write(m.stampPath(name, key), []byte(key), 0o644)
}

// stampPath is a file for each key, so that clones and versions that are used in turn do not set up again.
func (m *Machine) stampPath(name, key string) string {
	return filepath.Join(m.Dirs.Stamps(), name+"-"+key)
}

// unstamp takes back that a component is finished, before it is made again.
func (m *Machine) unstamp(name, key string) error {
	err := os.Remove(m.stampPath(name, key))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}
