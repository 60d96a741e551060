package pool

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"tradeoff/diversity/internal/regular"
	"tradeoff/diversity/pool/internal/arrays"
	"tradeoff/diversity/pool/internal/layout"
	"tradeoff/diversity/pool/internal/prepared"
)

// listing is what a folder, an archive or a table holds, by names, sizes and times.
type listing struct {
	path    string // as the user gave it
	images  *layout.Listing
	classes []prepared.Class // with images; the images are those of class 0, then those of class 1, ...
}

// list lists what a path names. Close it when nothing is to be read any more.
func list(ctx context.Context, path string, o FolderOptions) (*listing, error) {
	found, err := layout.Detect(ctx, path, o.listing())
	if err != nil {
		return nil, listingError(err)
	}
	return newListing(path, found)
}

// newListing groups what was found by classes. It is closed if none has an image.
func newListing(path string, found *layout.Listing) (*listing, error) {
	l := &listing{path: path, images: found}
	counts := make([]int, len(found.Classes))
	for _, item := range found.Items {
		counts[item.Class]++
	}
	for i, c := range found.Classes {
		if counts[i] > 0 {
			l.classes = append(l.classes, prepared.Class{ID: c.ID, Name: c.Name, Group: c.Group, Count: counts[i]})
		}
	}
	if len(l.classes) == 0 {
		return nil, errors.Join(fmt.Errorf("%w: %s: no class has an image", ErrFormat, path), l.close())
	}
	return l, nil
}

// listingError says of an error about content that it is one.
func listingError(err error) error {
	if err == nil {
		return nil
	}
	is := func(kind error) bool { return errors.Is(err, kind) }
	if is(arrays.ErrFormat) || is(layout.ErrLayout) || is(layout.ErrChanged) || is(regular.ErrKind) {
		return fmt.Errorf("%w: %w", ErrFormat, err)
	}
	return fmt.Errorf("pool: %w", err)
}

func (l *listing) close() error { return l.images.Close() }

// found is what was recognised.
func (l *listing) found() Found {
	return Found{Layout: l.images.Layout, Split: l.images.Split, Notes: l.images.Notes}
}

// source is the listing as it is prepared.
func (l *listing) source(key string, o FolderOptions) prepared.Source {
	o.OnProgress = nil
	s := &encodedSource{
		path: l.path, options: o, count: len(l.images.Items), name: l.name,
		reader: func() (opener, error) { return l.open, nil },
	}
	first := 0
	for _, c := range l.classes {
		s.firsts = append(s.firsts, first)
		first += c.Count
	}
	from := prepared.Source{Key: key, Classes: l.classes, Shape: s.shape, Name: l.name, NewDecoder: s.newDecoder}
	if l.hasSources() {
		from.Maker = func(image int) string { return l.images.Items[image].Source }
	}
	return from
}

// hasSources tells whether a table says who or what made the images.
func (l *listing) hasSources() bool {
	return slices.ContainsFunc(l.images.Items, func(item layout.Item) bool { return item.Source != "" })
}

// name is that of image i within the source.
func (l *listing) name(i int) string { return l.images.Items[i].Path }

// open reads image i, which must be as it was listed.
func (l *listing) open(i int) ([]byte, error) {
	data, err := l.images.Open(i)
	var disk *fs.PathError
	switch {
	case err == nil:
		return data, nil
	case errors.As(err, &disk), errors.Is(err, layout.ErrChanged): // another attempt may fare better
		return nil, listingError(err)
	case errors.Is(err, layout.ErrLayout), errors.Is(err, regular.ErrSize): // so says the archive itself
		return nil, badImage{err}
	}
	return nil, listingError(err)
}

// key is the hash by which the images of a listing are found again once they are prepared.
func (l *listing) key(o FolderOptions) string {
	out := sha256.New()
	writeKey(out, "folder 1", "dir", l.path, o.decoding())
	next := 0
	var line []byte
	for _, c := range l.classes {
		fmt.Fprintf(out, "class %q %q %d\n", c.ID, c.Group, c.Count)
		if c.Name != "" {
			fmt.Fprintf(out, "name %q\n", c.Name)
		}
		line = line[:0]
		for _, item := range l.images.Items[next : next+c.Count] {
			line = binary.LittleEndian.AppendUint32(line, uint32(len(item.Path)))
			line = append(line, item.Path...)
			line = binary.LittleEndian.AppendUint64(line, uint64(item.Size))
			line = binary.LittleEndian.AppendUint64(line, uint64(item.ModTime.UnixNano()))
			if item.Source != "" {
				line = append(line, fmt.Sprintf("source %q", item.Source)...)
			}
		}
		out.Write(line)
		next += c.Count
	}
	return sumKey(out.Sum(nil))
}

// archiveKey is the key of an archive, which is found again without being unpacked: by its own size and time. It is ""
// for what is no archive.
func archiveKey(path string, o FolderOptions) (string, error) {
	is, err := layout.IsArchive(path)
	if err != nil || !is {
		return "", err
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	labels := fmt.Sprintf("%q", o.Labels)
	if beside, err := os.Stat(o.Labels); err == nil { // it may be within the archive, too; then this does no harm
		labels = fmt.Sprintf("%q %d %d", absolute(o.Labels), beside.Size(), beside.ModTime().UnixNano())
	}
	o.OnBad, o.OnProgress, o.Labels = Fail, nil, ""
	out := sha256.New()
	writeKey(out, "archive 2", "file", path, o) // 2: with the sources of a table
	fmt.Fprintf(out, "size %d\ntime %d\nlabels %s\n", info.Size(), info.ModTime().UnixNano(), labels)
	return sumKey(out.Sum(nil)), nil
}

// writeKey begins a key: what it is of, where that lies when links are followed, and how it is read.
func writeKey(out io.Writer, format, what, path string, o FolderOptions) {
	options, err := json.Marshal(o)
	if err != nil { // it holds texts and numbers
		panic(err)
	}
	path = absolute(path)
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	fmt.Fprintf(out, "%s\nreader %d\noptions %s\n%s %q\n", format, readerVersion, options, what, path)
}

func sumKey(sum []byte) string { return hex.EncodeToString(sum[:16]) }

// currentKey is the key of what a path names now.
func currentKey(ctx context.Context, path string, o FolderOptions) (string, error) {
	in, err := findInput(path, o)
	if err != nil || in.key != "" {
		return in.key, listingError(err)
	}
	o.AllowEmpty = true // it decides whether there is an error, not what is prepared
	l, err := list(ctx, path, o)
	if err != nil {
		return "", err
	}
	return l.key(o), l.close()
}
