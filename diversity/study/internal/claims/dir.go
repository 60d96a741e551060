package claims

import (
	"os"
	"path/filepath"
	"time"

	"tradeoff/diversity/study/internal/disk"
)

// Dir is a directory of claims, as one process sees it. It may be used by several goroutines at once.
type Dir struct {
	path      string
	outcomes  []string // directories
	progress  string   // directory
	disk      *disk.Disk
	lease     time.Duration // of the claims that this process makes
	clock     *clock        // of the file system
	clockFile *os.File      // to read it by; nil for who only reads
	seen      *sightings    // of heartbeats
}

// New is the directory of claims at a path, whose outcomes are in other directories. A new file in the directory of
// progress shows that a worker came further with a key. They need not be there for who only reads.
func New(path string, outcomes []string, progress string, d *disk.Disk) *Dir {
	return &Dir{path: path, outcomes: outcomes, progress: progress, disk: d, lease: DefaultLease, clock: &clock{},
		seen: &sightings{}}
}

// Path is that of a claim's file.
func (d *Dir) Path(key string, token int) string { return filepath.Join(d.path, Name(key, token)) }

// Tokens are the numbers that names in the directory have for a key. A key has several for a moment while it changes
// hands.
type Tokens struct {
	Files []int // of files, which are claims
	top   int   // the highest of all names: a directory is no claim, but its name is taken
}

// Latest is the highest token of a file; false if there is none.
func (t Tokens) Latest() (token int, have bool) {
	for _, one := range t.Files {
		token = max(token, one)
	}
	return token, len(t.Files) > 0
}

// Tokens lists the tokens of all keys that have any. What is no file under the name of a claim is passed over.
func (d *Dir) Tokens() (map[string]Tokens, error) {
	found, err := disk.Entries(d.path)
	if err != nil {
		return nil, err
	}
	all := map[string]Tokens{}
	for _, entry := range found {
		key, token, is := ParseName(entry.Name())
		if !is {
			continue
		}
		of := all[key]
		of.top = max(of.top, token)
		if entry.Type().IsRegular() {
			of.Files = append(of.Files, token)
		}
		all[key] = of
	}
	return all, nil
}

// Holder returns who works on a key.
func (d *Dir) Holder(key string) (Content, State, error) {
	all, err := d.Tokens()
	token, have := all[key].Latest()
	if err != nil || !have {
		return Content{}, Free, err
	}
	return d.Inspect(key, token)
}

// each inspects the latest claim of those of the keys that have any.
func (d *Dir) each(keys func(key string) bool, use func(key string, content Content, state State)) error {
	all, err := d.Tokens()
	if err != nil {
		return err
	}
	for key, tokens := range all {
		token, have := tokens.Latest()
		if !have || !keys(key) {
			continue
		}
		content, state, err := d.Inspect(key, token)
		if err != nil {
			return err
		}
		use(key, content, state)
	}
	return nil
}

// CountHeld counts those of the keys that living workers hold.
func (d *Dir) CountHeld(keys func(key string) bool) (count int, err error) {
	err = d.each(keys, func(_ string, _ Content, state State) {
		if state == Held {
			count++
		}
	})
	if err != nil {
		return 0, err
	}
	return count, nil
}

// Uncertain returns the claims on keys of which it is not certain that their workers live, by key.
func (d *Dir) Uncertain(keys func(key string) bool) (map[string]Content, error) {
	found := map[string]Content{}
	err := d.each(keys, func(key string, content Content, state State) {
		if state == Held && !content.Alive {
			found[key] = content
		}
	})
	return found, err
}

// Abandoned lists those of the keys whose latest claim is of a worker that died.
func (d *Dir) Abandoned(keys func(key string) bool) (dead []string, err error) {
	err = d.each(keys, func(key string, _ Content, state State) {
		if state == Dead {
			dead = append(dead, key)
		}
	})
	return dead, err
}
