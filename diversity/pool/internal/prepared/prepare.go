package prepared

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"tradeoff/diversity/internal/cachedir"
	"tradeoff/diversity/internal/regular"
)

// Options say how a set is prepared.
type Options struct {
	Title      string         // of the reports and errors
	OnProgress func(Progress) // called now and then while something is prepared, by one goroutine at a time; may be nil
}

// Prepare opens a set and, unless it is prepared already, prepares it first: on all cores, going on where an earlier
// attempt stopped, one process at a time; others wait for it. Damaged files are made anew.
func (s Store) Prepare(ctx context.Context, src Source, o Options) (*Set, error) {
	set, err := s.Open(src.Key)
	if err == nil || !missing(err) {
		return set, err
	}
	set, err = s.prepare(ctx, src, o)
	if err != nil {
		return nil, fmt.Errorf("preparing the images of %s: %w", o.Title, s.advise(err))
	}
	return set, nil
}

// missing tells whether an error of Open is mended by preparing.
func missing(err error) bool { return errors.Is(err, fs.ErrNotExist) || errors.Is(err, ErrDamaged) }

func (s Store) prepare(ctx context.Context, src Source, o Options) (*Set, error) {
	if err := os.MkdirAll(s.Dir, 0o755); err != nil {
		return nil, err
	}
	report := newReporter(o.Title, images(src.Classes), o.OnProgress)
	other := follower{path: filepath.Join(s.folder(src.Key), journalName)}
	lock, err := s.lockWriters(ctx, src.Key, func() {
		done := other.done()
		report.update(func(p *Progress) { p.Waiting, p.Done, p.Kept = true, done, done })
	})
	if err != nil {
		return nil, err
	}
	defer lock.Close()
	report.update(func(p *Progress) { p.Waiting, p.Done, p.Kept = false, 0, 0 })
	set, err := s.Open(src.Key) // another process may have been faster
	switch {
	case err == nil:
		return set, nil
	case errors.Is(err, ErrDamaged): // what others have open of it they keep
		err = removeFiles(s.folder(src.Key), indexName, journalName, pixelsName)
	case errors.Is(err, fs.ErrNotExist):
		err = nil
	}
	if err == nil {
		err = s.build(ctx, src, report)
	}
	if err != nil {
		return nil, err
	}
	return s.Open(src.Key)
}

// advise adds what to do about a disk that is full or cannot be written to.
func (s Store) advise(err error) error {
	advice := ""
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		advice = "no room in " + s.Dir + ": free some (kernel pool gc), or name a larger directory by " + cachedir.Variable
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		advice = "is " + s.Dir + " writable? " + cachedir.Variable + " names another cache directory"
	case errors.Is(err, syscall.ENOLCK), errors.Is(err, syscall.ENOSYS), errors.Is(err, errors.ErrUnsupported):
		advice = "the disk of " + s.Dir + " has no locks: name a directory on another one by " + cachedir.Variable
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		advice = "what is finished is kept, and the next attempt goes on from there"
	default:
		return err
	}
	return fmt.Errorf("%w: %s", err, advice)
}

// build prepares a set whose writers' lock this process has.
func (s Store) build(ctx context.Context, src Source, report *reporter) error {
	dir := s.folder(src.Key)
	form := shape{Images: images(src.Classes)}
	var err error
	if form.Height, form.Width, form.Channels, err = src.Shape(); err == nil {
		err = form.check()
	}
	if err == nil {
		err = markFolder(dir, form, src)
	}
	if err != nil {
		return err
	}
	b := &builder{dir: dir, form: form, source: src, report: report, records: make([]*record, form.blocks())}
	if b.places, err = src.places(form.Images); err == nil {
		err = b.run(ctx)
	}
	if err == nil {
		err = b.writeIndex()
	}
	if err != nil {
		return err
	}
	if err := removeFiles(dir, journalName); err != nil {
		return err
	}
	report.update(func(p *Progress) { p.Ended = true })
	return nil
}

// markFolder makes the folder of a set, with its mark. A folder under its name that is not ours is left alone.
func markFolder(dir string, form shape, src Source) error {
	if err := os.Mkdir(dir, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := checkOurs(dir); err != nil {
		return err
	}
	text, err := json.Marshal(about{aboutFormat, form, len(src.Classes), src.About})
	if err != nil {
		return err
	}
	return writeWhole(dir, aboutTemp, aboutName, text)
}

// checkOurs returns an error if a folder holds what this package did not put there.
func checkOurs(dir string) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%s: expected a folder, not %s", dir, regular.Kind(info.Mode()))
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if !isOurs(entry) {
			return fmt.Errorf("%s: it is not of this program: move it away", filepath.Join(dir, entry.Name()))
		}
	}
	return nil
}
