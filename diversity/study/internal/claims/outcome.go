package claims

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"tradeoff/diversity/study/internal/disk"
	"tradeoff/diversity/study/internal/sealed"
)

// outcome is what the content of an outcome's file says of its claim.
type outcome struct {
	Format int    `json:"format"`
	Key    string `json:"hash"`
	Token  int    `json:"token"` // absent in files of the first version
}

// outcomeToken is the highest token under which an outcome of a key was stored; 0 if there is none that can be read.
func (d *Dir) outcomeToken(key string) (token int, err error) {
	for _, dir := range d.outcomes {
		var found outcome
		err := sealed.Read(filepath.Join(dir, key+".json"), &found, &found.Format)
		if err != nil && !sealed.Absent(err) {
			return 0, err
		}
		if err == nil && found.Key == key {
			token = max(token, found.Token)
		}
	}
	return token, nil
}

// LastOutcome is when a key last came to an outcome, or a worker further with one, by the clock of the file system.
func (d *Dir) LastOutcome() (time.Time, error) {
	last, err := d.lastProgress()
	if err != nil {
		return last, err
	}
	for _, dir := range d.outcomes {
		info, err := os.Stat(dir)
		if err != nil {
			return last, err
		}
		if info.ModTime().After(last) {
			last = info.ModTime().UTC()
		}
	}
	return last, nil
}

// lastProgress is the time of the newest file of progress. The time of the directory would not do: who dies while
// writing such a file again and again comes no further.
func (d *Dir) lastProgress() (last time.Time, err error) {
	found, err := disk.Entries(d.progress)
	if err != nil {
		return last, err
	}
	for _, entry := range found {
		info, err := entry.Info()
		if err == nil && !disk.IsTemporary(entry.Name()) && info.ModTime().After(last) { // others have vanished meanwhile
			last = info.ModTime().UTC()
		}
	}
	return last, nil
}

// Reopen has workers try a key again that failed: the file of the failure, stored under that token, becomes that of a
// claim that was given back, so that tokens keep rising. It does nothing if the file is not there.
func (d *Dir) Reopen(failure, key string, token int) error {
	err := d.disk.Rename(failure, d.Path(key, max(token, 1)))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("study: %w", err)
	}
	return nil
}

// Superfluous reports whether a file of the directory serves nobody: a claim of an earlier version, which had no token,
// or one that a loss of power brought back after the key's outcome was stored. Claims of workers that died are kept:
// they say which keys to try last.
func (d *Dir) Superfluous(name string) bool {
	key, token, is := ParseName(name)
	if !is {
		return IsKey(name)
	}
	stored, err := d.outcomeToken(key)
	if err != nil || stored < token {
		return false
	}
	_, state, err := d.Inspect(key, token)
	return err == nil && state != Newer
}
