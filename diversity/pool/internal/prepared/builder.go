package prepared

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/regular"
)

// commitInterval is how much work a process that is killed may lose.
const commitInterval = 2 * time.Second

// builder prepares one set.
type builder struct {
	dir     string
	form    shape
	source  Source
	places  []int // of the images; nil: in their order
	report  *reporter
	pixels  *os.File
	journal *os.File

	mutex      sync.Mutex
	records    []*record // by block, of what is written; nil: not yet
	pending    []byte    // records of blocks whose pixels may not be on the disk yet
	committed  time.Time
	unreadable []string // the first images that cannot be read now
	hidden     int      // further ones
}

// run writes the pixels of all blocks.
func (b *builder) run(ctx context.Context) (err error) {
	if err := b.open(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.pixels.Close(), b.journal.Close()) }()
	b.committed = time.Now()
	err = b.work(ctx)
	if err = errors.Join(err, b.commit()); err != nil {
		return err
	}
	return b.unread()
}

// open opens both files and reads what an earlier attempt left.
func (b *builder) open() (err error) {
	if b.pixels, err = openOwn(filepath.Join(b.dir, pixelsName)); err != nil {
		return err
	}
	if err := reserve(b.pixels, b.form.bytes()); err != nil {
		return errors.Join(fmt.Errorf("%s: room for %d bytes: %w", b.pixels.Name(), b.form.bytes(), err), b.pixels.Close(),
			b.giveBack())
	}
	if b.journal, err = openOwn(filepath.Join(b.dir, journalName)); err != nil {
		return errors.Join(err, b.pixels.Close())
	}
	length := readJournal(io.Reader(b.journal), b.form, func(r *record) { b.records[r.Block] = r })
	_, err = b.journal.Seek(length, io.SeekStart)
	if err = errors.Join(err, b.journal.Truncate(length)); err != nil {
		return errors.Join(err, b.pixels.Close(), b.journal.Close())
	}
	return nil
}

// giveBack frees what was reserved in vain, if nothing is in it.
func (b *builder) giveBack() error {
	if info, err := os.Stat(filepath.Join(b.dir, journalName)); err == nil && info.Size() > 0 {
		return nil
	}
	return removeFiles(b.dir, pixelsName)
}

// openOwn opens a file of a set for writing, never a link.
func openOwn(path string) (*os.File, error) {
	return regular.OpenNoLink(path, func(flag int) (*os.File, error) {
		return os.OpenFile(path, os.O_RDWR|os.O_CREATE|flag, 0o644)
	})
}

// work shares the blocks among the cores.
func (b *builder) work(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), b.form.blocks()) {
		group.Go(func() {
			if err := b.worker(ctx, &next); err != nil {
				cancel(err)
			}
		})
	}
	group.Wait()
	return context.Cause(ctx)
}

// worker does one block after the other.
func (b *builder) worker(ctx context.Context, next *atomic.Int64) error {
	decode, err := b.source.NewDecoder()
	if err != nil {
		return err
	}
	buffer := make([]byte, b.form.perBlock()*b.form.size())
	for i := int(next.Add(1)) - 1; i < b.form.blocks() && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
		if err := b.block(ctx, i, buffer, decode); err != nil {
			return err
		}
	}
	return nil
}

// block writes one block, unless an earlier attempt did.
func (b *builder) block(ctx context.Context, i int, buffer []byte, decode Decode) error {
	first, end := b.form.block(i)
	buffer = buffer[:(end-first)*b.form.size()]
	offset := int64(first) * int64(b.form.size())
	if b.kept(i, buffer, offset) {
		return nil
	}
	r := b.decode(ctx, i, buffer, decode)
	if r == nil {
		return nil
	}
	if _, err := b.pixels.WriteAt(buffer, offset); err != nil {
		return err
	}
	return b.finished(r)
}

// kept tells whether an earlier attempt wrote a block and its pixels are as they were.
func (b *builder) kept(i int, buffer []byte, offset int64) bool {
	b.mutex.Lock()
	r := b.records[i]
	b.mutex.Unlock()
	if r == nil {
		return false
	}
	if _, err := b.pixels.ReadAt(buffer, offset); err != nil || differs(buffer, r.Digests) >= 0 {
		return false
	}
	b.count(r, true)
	return true
}

// differs is the first image whose pixels do not have their digest; -1 if all have.
func differs(pixels, digests []byte) int {
	count := len(digests) / DigestSize
	size := len(pixels) / count
	for i := range count {
		if Digest(pixels[i*size:(i+1)*size]) != [DigestSize]byte(digests[i*DigestSize:]) {
			return i
		}
	}
	return -1
}

// decode decodes a block. The record is nil if an image of it cannot be read now, or the context ended.
func (b *builder) decode(ctx context.Context, i int, buffer []byte, decode Decode) *record {
	r := &record{Block: i, Sums: NewSums(b.form.Channels)}
	first, end := b.form.block(i)
	complete := true
	for place := first; place < end; place++ {
		if ctx.Err() != nil {
			return nil
		}
		dst := buffer[(place-first)*b.form.size():][:b.form.size()]
		clear(dst)
		warnings, err := guarded(decode, b.source.image(place), dst)
		switch {
		case err == nil:
			r.add(dst, b.form)
			for _, text := range warnings {
				r.Warnings = addWarning(r.Warnings, text, 1, place)
			}
		case errors.Is(err, ErrBad):
			clear(dst)
			r.addBad(place, err, dst)
		default:
			b.cannotRead(err)
			complete = false
		}
	}
	if !complete {
		return nil
	}
	return r
}

// guarded decodes an image; a decoder that panics found it bad.
func guarded(decode Decode, image int, dst []uint8) (warnings []string, err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("%w: the decoder failed: %v", ErrBad, reason)
		}
	}()
	return decode(image, dst)
}

func (r *record) add(pixels []uint8, form shape) {
	digest := Digest(pixels)
	r.Digests = append(r.Digests, digest[:]...)
	r.Hashes = binary.LittleEndian.AppendUint64(r.Hashes, r.Sums.addHashed(pixels, form.Height, form.Width))
	state := byte(good)
	if form.Height*form.Width > 1 && single(pixels, form.Channels) {
		state = plain
	}
	r.States = append(r.States, state)
}

// maxReason is the length of the text about a bad image.
const maxReason = 1000

func (r *record) addBad(place int, reason error, pixels []uint8) {
	digest := Digest(pixels)
	r.Digests = append(r.Digests, digest[:]...)
	r.Hashes = binary.LittleEndian.AppendUint64(r.Hashes, 0)
	r.States = append(r.States, bad)
	text := strings.ToValidUTF8(reason.Error(), "�")
	if len(text) > maxReason {
		text = strings.ToValidUTF8(text[:maxReason], "") + "…"
	}
	r.Bad = append(r.Bad, Bad{place, diversity.Printable(text)})
}

// shown is how many of many images an error names.
const shown = 20

// cannotRead notes an image that cannot be read now.
func (b *builder) cannotRead(err error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if len(b.unreadable) < shown {
		b.unreadable = append(b.unreadable, err.Error())
	} else {
		b.hidden++
	}
}

// ErrUnreadable is wrapped by the error about images that could not be read, as a disk or a network may do at times.
var ErrUnreadable = errors.New("images cannot be read")

func (b *builder) unread() error {
	count := len(b.unreadable) + b.hidden
	if count == 0 {
		return nil
	}
	text := strings.Join(b.unreadable, "\n\t")
	if b.hidden > 0 {
		text += fmt.Sprintf("\n\tand %d more", b.hidden)
	}
	return fmt.Errorf("%w: %d of %d; the others are kept, and the next attempt goes on from there:\n\t%s", ErrUnreadable,
		count, b.form.Images, text)
}

// finished notes a block that is written, and now and then makes sure that it is on the disk.
func (b *builder) finished(r *record) error {
	b.count(r, false)
	b.mutex.Lock()
	defer b.mutex.Unlock()
	pending, err := appendRecord(b.pending, r)
	if err != nil {
		return err
	}
	b.records[r.Block], b.pending = r, pending
	if time.Since(b.committed) < commitInterval {
		return nil
	}
	return b.commitLocked()
}

func (b *builder) count(r *record, kept bool) {
	b.report.update(func(p *Progress) {
		p.Done, p.Bad = p.Done+len(r.States), p.Bad+len(r.Bad)
		for _, w := range r.Warnings {
			p.Warnings += w.Count
		}
		if kept {
			p.Kept += len(r.States)
		}
	})
}

func (b *builder) commit() error {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.commitLocked()
}

// commitLocked puts the pixels on the disk, and then the word that they are there.
func (b *builder) commitLocked() error {
	if len(b.pending) == 0 {
		return nil
	}
	if err := b.pixels.Sync(); err != nil {
		return err
	}
	if _, err := b.journal.Write(b.pending); err != nil {
		return err
	}
	b.pending, b.committed = nil, time.Now()
	return b.journal.Sync()
}

// follower counts the images that another process has prepared, by its journal.
type follower struct {
	path   string
	offset int64
	images int
}

func (f *follower) done() int {
	file, err := regular.Open(f.path)
	if err != nil {
		return f.images
	}
	defer file.Close()
	if _, err := file.Seek(f.offset, io.SeekStart); err != nil {
		return f.images
	}
	for {
		r, n, ok := readRecord(file)
		if !ok {
			return f.images
		}
		f.offset, f.images = f.offset+n, f.images+len(r.States)
	}
}
