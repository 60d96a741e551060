package datasets

import (
	"context"
	"crypto/md5" //nolint:gosec // some checksums are published as MD5 only
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"tradeoff/diversity/internal/regular"
	"tradeoff/diversity/internal/stall"
)

// download is one file on its way. What has arrived is NAME.part, and the server's word for the version of that
// NAME.version: only the same version is continued.
type download struct {
	fetch *fetch
	file  File
	part  string
}

func (d *download) version() string { return strings.TrimSuffix(d.part, ".part") + ".version" }

// run downloads a file, from where it was cut off if the server can, and returns its path once the checksum is right.
func (d *download) run(ctx context.Context) error {
	for again := range 2 {
		have, err := d.have()
		if err != nil {
			return err
		}
		if have < d.file.Bytes {
			if err := d.get(ctx, have); err != nil {
				return fmt.Errorf("%s: %w", d.file.URL, err)
			}
		}
		err = d.check()
		if err == nil || !errors.Is(err, ErrChecksum) {
			return err
		}
		if removed := d.restart(); removed != nil || again > 0 || have == 0 {
			return errors.Join(err, removed) // what was continued may have begun wrong: once more from the start
		}
	}
	return nil
}

// have is how many bytes have arrived.
func (d *download) have() (int64, error) {
	info, err := os.Lstat(d.part)
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err == nil {
		err = regular.Check(d.part, info)
	}
	if err != nil {
		return 0, err
	}
	if info.Size() > d.file.Bytes {
		return 0, d.restart()
	}
	return info.Size(), nil
}

func (d *download) restart() error {
	err := os.Remove(d.part)
	if failed := os.Remove(d.version()); failed != nil && !errors.Is(failed, os.ErrNotExist) {
		err = errors.Join(err, failed)
	}
	return err
}

// get asks for the bytes from have on. It gives up when none arrives for a while.
func (d *download) get(ctx context.Context, have int64) error {
	ctx, guard := stall.Watch(ctx, d.fetch.stall(), ErrStalled)
	defer guard.Stop()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, d.file.URL, nil)
	if err != nil {
		return err
	}
	request.Header.Set("Accept-Encoding", "identity") // the bytes as they are
	version, known := d.readVersion()
	if have > 0 && known {
		request.Header.Set("Range", fmt.Sprintf("bytes=%d-", have))
		request.Header.Set("If-Range", version)
	}
	response, err := d.fetch.client().Do(request)
	if err != nil {
		return stall.Cause(ctx, err)
	}
	defer response.Body.Close()
	from, err := d.start(response, have)
	if err != nil {
		return err
	}
	if err := d.writeVersion(response.Header); err != nil {
		return err
	}
	return stall.Cause(ctx, d.save(guard.Reader(response.Body), from))
}

// start says where the bytes of an answer belong.
func (d *download) start(response *http.Response, have int64) (int64, error) {
	switch response.StatusCode {
	case http.StatusOK:
		if n := response.ContentLength; n >= 0 && n != d.file.Bytes {
			return 0, fmt.Errorf("%w: the server has %d bytes, published are %d", ErrChecksum, n, d.file.Bytes)
		}
		return 0, nil
	case http.StatusPartialContent:
		want := fmt.Sprintf("bytes %d-%d/%d", have, d.file.Bytes-1, d.file.Bytes)
		if got := response.Header.Get("Content-Range"); got != want {
			return 0, fmt.Errorf("%w: the server sent %q, expected %q", ErrChecksum, got, want)
		}
		return have, nil
	}
	return 0, fmt.Errorf("the server said %s", response.Status)
}

// save writes what arrives, and never more than was published.
func (d *download) save(in io.Reader, from int64) error {
	file, err := regular.OpenNoLink(d.part, func(flag int) (*os.File, error) {
		return os.OpenFile(d.part, os.O_WRONLY|os.O_CREATE|flag, 0o644)
	})
	if err != nil {
		return err
	}
	err = file.Truncate(from)
	if err == nil {
		_, err = file.Seek(from, io.SeekStart)
	}
	var n int64
	if err == nil {
		out := &meter{file, d.fetch, "download " + d.file.Name, from, d.file.Bytes, 0}
		n, err = io.Copy(out, io.LimitReader(in, d.file.Bytes-from+1))
	}
	err = errors.Join(err, file.Sync(), file.Close())
	switch {
	case err != nil:
		return err
	case from+n > d.file.Bytes:
		return errors.Join(fmt.Errorf("%w: more than the %d bytes that were published", ErrChecksum, d.file.Bytes), d.restart())
	case from+n < d.file.Bytes:
		return fmt.Errorf("%w after %d of %d bytes: call again to continue", io.ErrUnexpectedEOF, from+n, d.file.Bytes)
	}
	return nil
}

// readVersion is the server's word for the version of what has arrived.
func (d *download) readVersion() (string, bool) {
	text, err := regular.Read(d.version(), 1024)
	return string(text), err == nil && len(text) > 0
}

// writeVersion keeps a strong ETag or, without one, the time of the last change.
func (d *download) writeVersion(header http.Header) error {
	version := header.Get("ETag")
	if version == "" || strings.HasPrefix(version, "W/") {
		version = header.Get("Last-Modified")
	}
	if len(version) > 1024 {
		version = ""
	}
	return os.WriteFile(d.version(), []byte(version), 0o644)
}

// check compares size and checksums.
func (d *download) check() (err error) {
	file, err := regular.Open(d.part)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	sums := map[string]hash.Hash{"SHA-256": sha256.New(), "MD5": md5.New()} //nolint:gosec // see above
	n, err := io.Copy(io.MultiWriter(sums["SHA-256"], sums["MD5"]), file)
	if err != nil {
		return err
	}
	published := map[string]string{"size": strconv.FormatInt(d.file.Bytes, 10), "SHA-256": d.file.SHA256, "MD5": d.file.MD5}
	got := map[string]string{"size": strconv.FormatInt(n, 10)}
	for name, sum := range sums {
		got[name] = hex.EncodeToString(sum.Sum(nil))
	}
	for _, name := range []string{"size", "SHA-256", "MD5"} {
		if want := published[name]; want != "" && got[name] != want {
			return fmt.Errorf("%w: %s: %s %s, published is %s", ErrChecksum, d.file.Name, name, got[name], want)
		}
	}
	return nil
}

// meterStep is how many bytes lie between two reports.
const meterStep = 1 << 20

// meter reports the progress of what is written through it.
type meter struct {
	out               io.Writer
	fetch             *fetch
	step              string
	done, total, told int64
}

// Write implements io.Writer.
func (m *meter) Write(p []byte) (int, error) {
	n, err := m.out.Write(p)
	m.done += int64(n)
	if m.done == m.total || m.done-m.told >= meterStep {
		m.told = m.done
		m.fetch.progress(m.step, m.done, m.total)
	}
	return n, err
}
