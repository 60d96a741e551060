package prepared

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"tradeoff/diversity/internal/regular"
)

// Info is a set of the store, prepared or not.
type Info struct {
	Key                             string
	Images, Height, Width, Channels int
	Classes                         int
	About                           json.RawMessage
	Bytes                           int64     // on the disk
	Used                            time.Time // when it was last opened, or worked on
	Ready                           bool      // prepared; false: an attempt stopped, or goes on
	Busy                            bool      // open in a process, or being prepared
}

const maxAbout = 1 << 20

// List lists the sets of the store by their keys. What is not of this package is left out.
func (s Store) List() ([]Info, error) {
	entries, err := os.ReadDir(s.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var list []Info
	for _, entry := range entries {
		if !entry.IsDir() || checkKey(entry.Name()) != nil {
			continue
		}
		if info, err := s.info(entry.Name()); err == nil {
			list = append(list, info)
		}
	}
	return list, nil
}

// info describes a set; it is an error if the folder does not carry our mark.
func (s Store) info(key string) (Info, error) {
	dir := s.folder(key)
	a, err := readMark(dir)
	if err != nil {
		return Info{}, err
	}
	i := Info{Key: key, Images: a.Images, Height: a.Height, Width: a.Width, Channels: a.Channels, Classes: a.Classes,
		About: a.About}
	_, err = os.Lstat(s.indexPath(key))
	i.Ready = err == nil
	entries, err := os.ReadDir(dir)
	if err != nil {
		return Info{}, err
	}
	for _, entry := range entries {
		if info, err := entry.Info(); err == nil && info.Mode().IsRegular() {
			i.Bytes += info.Size()
			i.Used = latest(i.Used, info.ModTime())
		}
	}
	if info, err := os.Lstat(s.readers(key)); err == nil {
		i.Used = latest(i.Used, info.ModTime())
	}
	i.Busy = s.busy(key)
	return i, nil
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// readMark reads the mark of a folder.
func readMark(dir string) (about, error) {
	text, err := regular.Read(filepath.Join(dir, aboutName), maxAbout)
	if err != nil {
		return about{}, err
	}
	var a about
	if err := json.Unmarshal(text, &a); err != nil || a.Format != aboutFormat {
		return about{}, fmt.Errorf("%s: not the mark of prepared images", filepath.Join(dir, aboutName))
	}
	return a, nil
}

// busy tells whether a set is open or being prepared.
func (s Store) busy(key string) bool {
	unlock, err := s.lockAll(key)
	if err != nil {
		return errors.Is(err, ErrInUse)
	}
	unlock()
	return false
}

// lockAll takes both locks of a set without waiting. The error wraps [ErrInUse] if another process, or this one, has
// either.
func (s Store) lockAll(key string) (unlock func(), err error) {
	unlock = func() {}
	for _, path := range []string{s.writers(key), s.readers(key)} {
		lock, err := lockFile(path, os.O_CREATE|os.O_RDWR)
		if err != nil {
			unlock()
			return nil, err
		}
		taken, err := lock.TryLock()
		if err == nil && !taken {
			err = ErrInUse
		}
		if err != nil {
			unlock()
			return nil, errors.Join(err, lock.Close())
		}
		before := unlock
		unlock = func() { _ = lock.Close(); before() }
	}
	return unlock, nil
}

// Remove removes a set and returns how many bytes that freed. The error wraps [ErrInUse] while a process has it open or
// prepares it. Only files of this package, in a folder that carries its mark, are removed.
func (s Store) Remove(key string) (int64, error) {
	if err := checkKey(key); err != nil {
		return 0, err
	}
	info, err := s.info(key)
	if err != nil {
		return 0, fmt.Errorf("prepared images %s: %w", s.folder(key), err)
	}
	unlock, err := s.lockAll(key)
	if err != nil {
		return 0, fmt.Errorf("prepared images %s: %w", s.folder(key), err)
	}
	defer unlock()
	dir := s.folder(key)
	if err := checkOurs(dir); err != nil {
		return 0, fmt.Errorf("prepared images: %w", err)
	}
	if err := removeFiles(dir, ours()...); err != nil {
		return 0, err
	}
	return info.Bytes, os.Remove(dir)
}

// isOurs tells whether an entry of a set's folder is a file of this package.
func isOurs(entry fs.DirEntry) bool {
	return slices.Contains(ours(), entry.Name()) && entry.Type().IsRegular()
}
