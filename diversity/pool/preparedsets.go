package pool

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/pool/internal/prepared"
)

// ErrInUse is wrapped by the error of [RemovePrepared] about images that a process has open or prepares.
var ErrInUse = prepared.ErrInUse

// PreparedSet is a set of images of a folder which [Folder] has prepared below the cache directory, or began to.
type PreparedSet struct {
	Key                     string        // names it: a hash of the listing, the options and the reader
	Dir                     string        // the folder of images, file, archive or table; the name given to FolderFS
	Options                 FolderOptions // by which it was read
	Reader                  int           // version of what decoded the images
	Classes, Images         int
	Height, Width, Channels int
	Bytes                   int64     // on the disk
	Used                    time.Time // when it was opened last
	Ready                   bool      // prepared; false: to be continued
	Busy                    bool      // open in a process, or being prepared

	memory bool // of a file system of a program
}

// PreparedSets lists what is prepared for this user, in no order that means anything.
func PreparedSets() ([]PreparedSet, error) {
	store, err := prepared.Default()
	if err != nil {
		return nil, fmt.Errorf("pool: %w", err)
	}
	found, err := store.List()
	if err != nil {
		return nil, fmt.Errorf("pool: %w", err)
	}
	var list []PreparedSet
	for _, info := range found {
		origin := aboutOf(info.About)
		list = append(list, PreparedSet{
			Key: info.Key, Dir: origin.Dir, Options: *origin.Options, Reader: origin.Reader, Classes: info.Classes,
			Images: info.Images, Height: info.Height, Width: info.Width, Channels: info.Channels, Bytes: info.Bytes,
			Used: info.Used, Ready: info.Ready, Busy: info.Busy, memory: origin.Memory,
		})
	}
	return list, nil
}

// RemovePrepared removes a set and returns how many bytes that freed; opening the folder prepares it anew. The error
// wraps [ErrInUse] while a process has it open or prepares it. Only files that [Folder] put there are removed.
func RemovePrepared(key string) (int64, error) {
	store, err := prepared.Default()
	if err != nil {
		return 0, fmt.Errorf("pool: %w", err)
	}
	freed, err := store.Remove(key)
	if err != nil {
		return 0, fmt.Errorf("pool: %w", err)
	}
	return freed, nil
}

// Outdated says why opening the folder would not use the set: the folder is gone or has changed, or another version of
// the reader made it. It is "" if the set would be used, or that cannot be told at the moment.
func (s PreparedSet) Outdated() string {
	if s.Reader != readerVersion {
		return fmt.Sprintf("read by version %d of the image reader, now %d", s.Reader, readerVersion)
	}
	if s.memory { // only the program that made it can tell
		return ""
	}
	key, err := currentKey(context.Background(), s.Dir, s.Options)
	switch {
	case errors.Is(err, ErrFormat), errors.Is(err, diversity.ErrInvalid):
		return "its folder has changed: " + err.Error()
	case errors.Is(err, fs.ErrNotExist):
		return "its folder is gone"
	case err != nil: // it cannot be listed at the moment
		return ""
	case key != s.Key:
		return "its folder has changed"
	}
	return ""
}

// Fields are what a table of prepared sets shows.
func (s PreparedSet) Fields() []display.Field {
	state := "prepared"
	if !s.Ready {
		state = "begun"
	}
	return []display.Field{
		{Name: "key", Value: s.Key[:min(12, len(s.Key))]}, {Name: "folder", Value: s.Dir}, {Name: "state", Value: state},
		{Name: "classes", Value: s.Classes}, {Name: "images", Value: s.Images},
		{Name: "height x width x channels", Value: fmt.Sprintf("%dx%dx%d", s.Height, s.Width, s.Channels)},
		{Name: "bytes", Value: s.Bytes}, {Name: "used", Value: s.Used.UTC().Format(time.DateTime)},
		{Name: "in use", Value: display.YesNo(s.Busy)},
	}
}

// Of tells whether a set is of a folder, or has a key that begins with at least six characters of a name.
func (s PreparedSet) Of(name string) bool {
	return len(name) >= 6 && strings.HasPrefix(s.Key, name) || s.Dir == absolute(name) || s.memory && s.Dir == name
}

// Open opens the pool that the set was prepared for. Files that are no whole images are left out, and empty classes.
func (s PreparedSet) Open() (Pool, error) {
	o := s.Options
	o.OnBad, o.AllowEmpty = Skip, true
	store, err := prepared.Default()
	if err != nil {
		return Pool{}, fmt.Errorf("pool: %w", err)
	}
	set, err := store.Open(s.Key)
	if err != nil {
		return Pool{}, fmt.Errorf("pool: %w", err)
	}
	return openSet(set, aboutOf(set.About()), s.Dir, o)
}
