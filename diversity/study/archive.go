package study

import (
	"archive/zip"
	"compress/flate"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"tradeoff/diversity/internal/regular"
)

// ErrArchive is wrapped by errors about files that are not an archive of [Pack]. Nothing is unpacked from such a file.
var ErrArchive = errors.New("study: not an archive of a study")

// Bounds of an archive, so that one made to do harm fills neither memory nor disk.
const (
	maxEntryBytes   = maxFileBytes // of one file, unpacked
	maxArchiveBytes = 2 << 30      // of all files, unpacked
	maxEntries      = 1 << 20
)

// Pack writes one small file that holds a study: a zip archive of study.json and the results of the plan, sealed as they
// are in the directory. Failures, claims, saved weights and results that the plan does not need are left out. The same
// content gives the same bytes. Runs may be missing; a damaged file is an error that names it (ErrDamaged), for [Check] and
// another [Study.Run] to mend.
func Pack(dir string, w io.Writer) error {
	s, err := ReadDir(dir)
	if err != nil {
		return err
	}
	planned, err := s.plannedHashes()
	if err != nil {
		return err
	}
	files, err := survey(dir)
	if err != nil {
		return err
	}
	out := zip.NewWriter(w)
	out.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestCompression) })
	st := reader(s, dir)
	for _, f := range files {
		_, wanted := planned[f.hash]
		if f.kind != specFile && !(f.kind == resultFile && wanted) {
			continue
		}
		if err := st.pack(out, f, planned); err != nil {
			return err
		}
	}
	if err := out.Close(); err != nil {
		return fmt.Errorf("study: packing: %w", err)
	}
	return nil
}

// pack adds a file after it was verified.
func (st *Store) pack(out *zip.Writer, f surveyed, planned map[string]Run) error {
	full := filepath.Join(st.dir, filepath.FromSlash(f.path))
	if err := st.verify(f, planned); err != nil {
		return fmt.Errorf("%s: %w", full, err)
	}
	text, err := regular.Read(full, maxFileBytes)
	if err != nil {
		return fmt.Errorf("study: packing: %w", err)
	}
	entry, err := out.Create(f.path) // without a time
	if err == nil {
		_, err = entry.Write(text)
	}
	if err != nil {
		return fmt.Errorf("study: packing: %w", err)
	}
	return nil
}

// archived is an archive that was read and found sound.
type archived struct {
	zip   *zip.Reader
	study studyFile
	runs  []archivedRun // by hash
}

// archivedRun is an intact result of an archive.
type archivedRun struct {
	hash  string
	run   Run
	entry *zip.File
}

// readArchive verifies every entry of an archive, and that nothing else is in it. Errors wrap ErrArchive, ErrDamaged or
// ErrFormat and name the entry, or are those of the reader.
func readArchive(r io.ReaderAt, size int64) (*archived, error) {
	in, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrArchive, err)
	}
	if len(in.File) > maxEntries {
		return nil, fmt.Errorf("%w: %d entries, at most %d are read", ErrArchive, len(in.File), maxEntries)
	}
	out := &archived{zip: in}
	left := int64(maxArchiveBytes)
	seen := map[string]bool{}
	for _, entry := range ownEntries(in.File) {
		if seen[entry.name] {
			return nil, fmt.Errorf("%w: two entries %q", ErrArchive, entry.name)
		}
		seen[entry.name] = true
		used, err := out.add(entry, min(left, maxEntryBytes))
		if err != nil {
			return nil, err
		}
		left -= used
	}
	if !seen[specName] {
		return nil, fmt.Errorf("%w: it has no %s", ErrArchive, specName)
	}
	slices.SortFunc(out.runs, func(a, b archivedRun) int { return strings.Compare(a.hash, b.hash) })
	return out, nil
}

// add verifies an entry and returns its size. Only two kinds of name are possible, so none leads out of the directory.
func (a *archived) add(entry namedEntry, limit int64) (size int64, err error) {
	hash, is := archivedHash(entry.name)
	if !is && entry.name != specName {
		return 0, fmt.Errorf("%w: an entry %q, want %s or %s/<hash>.json", ErrArchive, entry.Name, specName, runsDir)
	}
	text, err := readEntry(entry.File, limit)
	if err != nil {
		return 0, err
	}
	if entry.name == specName {
		err = unseal(text, &a.study)
	} else {
		err = a.addRun(entry.File, hash, text)
	}
	if err != nil {
		return 0, fmt.Errorf("entry %s: %w", entry.Name, err)
	}
	return int64(len(text)), nil
}

func (a *archived) addRun(entry *zip.File, hash string, text []byte) error {
	result, err := parseResult(text, hash)
	if err != nil {
		return err
	}
	a.runs = append(a.runs, archivedRun{hash, result.Run, entry})
	return nil
}

// archivedHash reads the name of a result's entry.
func archivedHash(name string) (hash string, is bool) {
	hash, is = strings.CutSuffix(path.Base(name), ".json")
	return hash, is && isHash(hash) && name == runsDir+"/"+hash+".json"
}

// readEntry unpacks an entry, which may lie about its size.
func readEntry(entry *zip.File, limit int64) (text []byte, err error) {
	file, err := entry.Open()
	if err == nil {
		text, err = io.ReadAll(io.LimitReader(file, limit+1))
		err = errors.Join(err, file.Close())
	}
	if int64(len(text)) > limit {
		return nil, fmt.Errorf("%w: entry %s unpacks to more than %d bytes, or all to more than %d",
			ErrArchive, entry.Name, maxEntryBytes, maxArchiveBytes)
	}
	if errors.Is(err, zip.ErrAlgorithm) {
		return nil, fmt.Errorf("%w: entry %s is compressed by another method than Deflate, which is what ordinary zip files have: "+
			"unpack the file and zip it anew, or take the one that `study pack` wrote", ErrArchive, entry.Name)
	}
	if err != nil {
		return nil, fmt.Errorf("entry %s: %w: %w", entry.Name, ErrDamaged, err)
	}
	return asWritten(text), nil
}

// name is that of the archived study, told without opening its pools.
func (a *archived) name() (string, error) {
	var s struct {
		Name string `json:"name"`
	}
	if err := json.Unmarshal(a.study.Study, &s); err != nil {
		return "", fmt.Errorf("entry %s: %w: %w", specName, ErrDamaged, err)
	}
	if err := (Study{Name: s.Name}).validName(); err != nil {
		return "", fmt.Errorf("entry %s: %w", specName, err)
	}
	return s.Name, nil
}
