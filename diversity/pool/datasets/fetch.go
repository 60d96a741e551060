package datasets

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"github.com/gofrs/flock"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/cachedir"
	"tradeoff/diversity/internal/regular"
	"tradeoff/diversity/pool"
)

var (
	// ErrChecksum is wrapped by errors about a file that is not the published one.
	ErrChecksum = errors.New("datasets: not the published file")
	// ErrStalled is wrapped by the error about a server that sends nothing any more.
	ErrStalled = errors.New("datasets: no data arrived in time")
	// ErrNotOurs is wrapped by the error about a folder in the place of a collection that no [Fetch] made.
	ErrNotOurs = errors.New("datasets: not a folder of a finished download")
)

// Options says where to download to, and how. The zero value is ready to use.
type Options struct {
	Dir          string                               // "": datasets below the cache directory (DIVERSITY_CACHE)
	StallTimeout time.Duration                        // how long no byte may arrive; 0: a minute
	Progress     func(step string, done, total int64) // of one file, in bytes; total 0: unknown; nil: not told
	Client       *http.Client                         // nil: http.DefaultClient
	// how [Open] reads the images: Split, Height and Width, ...; layout, patterns and labels that are empty here are those
	// of the collection
	Read pool.FolderOptions
}

// Validate returns an error wrapping [diversity.ErrInvalid] that names the first field out of its range.
func (o Options) Validate() error {
	if o.StallTimeout < 0 {
		return diversity.Invalid("Options.StallTimeout", o.StallTimeout, "a time, or 0 for a minute")
	}
	return o.Read.Validate()
}

// Fetch downloads a collection by its name and returns its folder. A finished one is returned at once; one that was cut
// off is continued. Errors about files that are not the published ones wrap [ErrChecksum].
func Fetch(ctx context.Context, name string, o Options) (string, error) {
	d, err := Find(name)
	if err != nil {
		return "", err
	}
	return d.Fetch(ctx, o)
}

var nameForm = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{0,63}$`)

// Fetch downloads a collection, one of [All] or of the caller's own.
func (d Dataset) Fetch(ctx context.Context, o Options) (string, error) {
	if err := errors.Join(o.Validate(), d.validate()); err != nil {
		return "", err
	}
	if o.Dir == "" {
		cache, err := cachedir.Dir()
		if err != nil {
			return "", err
		}
		o.Dir = filepath.Join(cache, "datasets")
	}
	f := &fetch{dataset: d, options: o, final: filepath.Join(o.Dir, d.Name), work: filepath.Join(o.Dir, d.Name+".partial")}
	if err := f.run(ctx); err != nil {
		return "", fmt.Errorf("%s: %w", d.Name, err)
	}
	return f.final, nil
}

// validate checks what will become paths.
func (d Dataset) validate() error {
	if !nameForm.MatchString(d.Name) {
		return diversity.Invalid("Dataset.Name", fmt.Sprintf("%q", d.Name), "small letters, digits, - and .")
	}
	if len(d.Files) == 0 {
		return diversity.Invalid("Dataset.Files", "none", "one or more")
	}
	for i, f := range d.Files {
		field := fmt.Sprintf("Dataset.Files[%d]", i)
		switch {
		case f.Name == "" || filepath.Base(f.Name) != f.Name || f.Name[0] == '.':
			return diversity.Invalid(field+".Name", fmt.Sprintf("%q", f.Name), "a plain name")
		case f.Bytes < 1:
			return diversity.Invalid(field+".Bytes", f.Bytes, "1 or more")
		case f.SHA256 == "" && f.MD5 == "":
			return diversity.Invalid(field+".SHA256", `""`, "a published SHA-256 or MD5")
		}
	}
	return nil
}

// fetch is one download of a collection.
type fetch struct {
	dataset     Dataset
	options     Options
	final, work string
}

func (f *fetch) stall() time.Duration { return cmp.Or(f.options.StallTimeout, time.Minute) }

func (f *fetch) client() *http.Client { return cmp.Or(f.options.Client, http.DefaultClient) }

func (f *fetch) progress(step string, done, total int64) {
	if f.options.Progress != nil {
		f.options.Progress(step, done, total)
	}
}

// markName is the file that marks a finished folder as ours.
const markName = ".tradeoff-dataset.json"

// mark is what it holds.
type mark struct {
	Name  string   `json:"name"`
	Files []string `json:"files"` // the checksums
}

func (d Dataset) mark() mark {
	m := mark{Name: d.Name}
	for _, f := range d.Files {
		m.Files = append(m.Files, f.Name+" "+cmp.Or(f.SHA256, f.MD5))
	}
	return m
}

// finished reports whether the folder is there. Another's folder, or of other files, is an error.
func (f *fetch) finished() (bool, error) {
	if _, err := os.Lstat(f.final); errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	text, err := regular.Read(filepath.Join(f.final, markName), 1<<16)
	if err != nil {
		return false, fmt.Errorf("%w: %s (%w): move it away", ErrNotOurs, f.final, err)
	}
	want, err := json.Marshal(f.dataset.mark())
	if err != nil {
		return false, err
	}
	if string(text) != string(want) {
		return false, fmt.Errorf("%w: %s is of other files than those published: move it away", ErrNotOurs, f.final)
	}
	return true, nil
}

const lockPoll = 100 * time.Millisecond

// run downloads and unpacks under a lock, which ends with its process.
func (f *fetch) run(ctx context.Context) error {
	if done, err := f.finished(); done || err != nil {
		return err
	}
	if err := os.MkdirAll(f.work, 0o755); err != nil {
		return err
	}
	lock := flock.New(f.work + ".lock")
	if ok, err := lock.TryLock(); err == nil && !ok {
		f.progress("wait for another download", 0, 0)
	}
	if ok, err := lock.TryLockContext(ctx, lockPoll); err != nil || !ok {
		return fmt.Errorf("lock %s.lock: %w", f.work, err)
	}
	defer func() { _ = lock.Close() }()
	if done, err := f.finished(); done || err != nil { // by another process meanwhile
		return err
	}
	if err := os.MkdirAll(f.work, 0o755); err != nil { // as that removed it
		return err
	}
	for _, file := range f.dataset.Files {
		if err := (&download{f, file, filepath.Join(f.work, file.Name+".part")}).run(ctx); err != nil {
			return err
		}
	}
	return f.publish(ctx)
}

// publish unpacks into a folder, which then gets its final name at once.
func (f *fetch) publish(ctx context.Context) error {
	dir := filepath.Join(f.work, "unpacked")
	if err := os.RemoveAll(dir); err != nil { // of a process that was ended
		return err
	}
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	if err := f.fill(ctx, dir); err != nil {
		return err
	}
	text, err := json.Marshal(f.dataset.mark())
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, markName), text, 0o644); err != nil {
		return err
	}
	if err := os.Rename(dir, f.final); err != nil {
		return err
	}
	return os.RemoveAll(f.work)
}

// fill unpacks archives and moves other files.
func (f *fetch) fill(ctx context.Context, dir string) error {
	for _, file := range f.dataset.Files {
		part := filepath.Join(f.work, file.Name+".part")
		if !file.Unpack {
			if err := keep(ctx, part, dir, file.Name); err != nil {
				return err
			}
			continue
		}
		f.progress("unpack "+file.Name, 0, 0)
		if err := unpack(ctx, part, dir, file.Inner); err != nil {
			return fmt.Errorf("%s: %w", file.Name, err)
		}
	}
	return nil
}
