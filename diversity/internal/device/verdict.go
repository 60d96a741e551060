package device

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"time"

	"tradeoff/diversity/internal/regular"
)

// verdictName is the file beside a record which says that the plugin was compared with it, so that 200 MB are not read
// at every start.
const verdictName = "checked.json"

// verdict names the file whose SHA-256 was found right, as it was then: a changed byte changes a time.
type verdict struct {
	SHA256  string    `json:"sha256"`
	Size    int64     `json:"size"`
	Written time.Time `json:"written"`
	Changed time.Time `json:"changed"` // of the inode, which no program sets
	Inode   uint64    `json:"inode"`
}

// maxRecord bounds what is read of a record or a verdict.
const maxRecord = 1 << 20

// newVerdict describes the file as it is now.
func newVerdict(path, sum string) (verdict, error) {
	info, err := os.Stat(path)
	if err != nil {
		return verdict{}, err
	}
	inode, changed := identity(info)
	return verdict{sum, info.Size(), info.ModTime().UTC(), changed.UTC(), inode}, nil
}

// known reports whether this very file was found right before.
func (v verdict) known(dir string) bool {
	text, err := regular.Read(filepath.Join(dir, verdictName), maxRecord)
	var before verdict
	return err == nil && json.Unmarshal(text, &before) == nil && before == v
}

// write notes the verdict, as a whole or not at all. It may fail, as in a cache that cannot be written to: then the
// file is read again.
func (v verdict) write(dir string) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(dir, "."+verdictName+"-*")
	if err != nil {
		return err
	}
	_, err = file.Write(append(text, '\n'))
	err = errors.Join(err, file.Chmod(0o644), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), filepath.Join(dir, verdictName))
	}
	if err != nil {
		_ = os.Remove(file.Name())
	}
	return err
}
