package maintain

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
	"tradeoff/diversity/study"
	"tradeoff/diversity/study/internal/claims"
	"tradeoff/diversity/study/internal/layout"
	"tradeoff/diversity/study/internal/sealed"
)

// ErrArchive is wrapped by errors about files that are not an archive of [Pack]. Nothing is unpacked from such a file.
var ErrArchive = errors.New("study: not an archive of a study")

// Bounds of an archive, so that one made to do harm fills neither memory nor disk.
const (
	maxEntryBytes   = sealed.MaxBytes // of one file, unpacked
	maxArchiveBytes = 2 << 30         // of all files, unpacked
	maxEntries      = 1 << 20
)

// Pack writes one small file that holds a study: a zip archive of study.json and the results of the plan, sealed as
// they are in the directory. Failures, claims, saved weights and results that the plan does not need are left out. The
// same content gives the same bytes. Runs may be missing; a damaged file is an error that names it
// ([study.ErrDamaged]), for [Check] and another [study.Study.Run] to mend.
func Pack(dir string, w io.Writer) error {
	s, err := study.ReadDir(dir)
	if err != nil {
		return err
	}
	planned, err := plannedRuns(s)
	if err != nil {
		return err
	}
	files, err := survey(dir)
	if err != nil {
		return err
	}
	out := zip.NewWriter(w)
	out.RegisterCompressor(zip.Deflate,
		func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestCompression) })
	in := folderAt(dir)
	for _, f := range files {
		_, wanted := planned[f.hash]
		if f.kind != specFile && !(f.kind == resultFile && wanted) {
			continue
		}
		if err := in.pack(out, f, planned); err != nil {
			return err
		}
	}
	if err := out.Close(); err != nil {
		return fmt.Errorf("study: packing: %w", err)
	}
	return nil
}

// pack adds a file after it was verified.
func (f folder) pack(out *zip.Writer, file surveyed, planned map[string]study.Run) error {
	full := f.Sub(filepath.FromSlash(file.path))
	if err := f.verify(file, planned); err != nil {
		return fmt.Errorf("%s: %w", full, err)
	}
	text, err := regular.Read(full, sealed.MaxBytes)
	if err != nil {
		return fmt.Errorf("study: packing: %w", err)
	}
	entry, err := out.Create(file.path) // without a time
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
	spec []byte        // the text of study.json
	runs []archivedRun // by hash
}

// archivedRun is an intact result of an archive.
type archivedRun struct {
	hash  string
	run   study.Run
	entry *zip.File
}

// readArchive verifies every entry of an archive, and that nothing else is in it. Errors wrap ErrArchive,
// study.ErrDamaged or study.ErrFormat and name the entry, or are those of the reader.
func readArchive(r io.ReaderAt, size int64) (*archived, error) {
	in, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrArchive, err)
	}
	if len(in.File) > maxEntries {
		return nil, fmt.Errorf("%w: %d entries, at most %d are read", ErrArchive, len(in.File), maxEntries)
	}
	out := &archived{}
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
	if !seen[layout.Spec] {
		return nil, fmt.Errorf("%w: it has no %s", ErrArchive, layout.Spec)
	}
	slices.SortFunc(out.runs, func(a, b archivedRun) int { return strings.Compare(a.hash, b.hash) })
	return out, nil
}

// add verifies an entry and returns its size. Only two kinds of name are possible, so none leads out of the directory.
func (a *archived) add(entry namedEntry, limit int64) (size int64, err error) {
	hash, is := archivedHash(entry.name)
	if !is && entry.name != layout.Spec {
		return 0, fmt.Errorf("%w: an entry %q, want %s or %s/<hash>.json", ErrArchive, entry.Name, layout.Spec, layout.Runs)
	}
	text, err := readEntry(entry.File, limit)
	if err != nil {
		return 0, err
	}
	if entry.name == layout.Spec {
		a.spec = text
		_, err = readSpec(text)
	} else {
		err = a.addRun(entry.File, hash, text)
	}
	if err != nil {
		return 0, fmt.Errorf("entry %s: %w", entry.Name, err)
	}
	return int64(len(text)), nil
}

func (a *archived) addRun(entry *zip.File, hash string, text []byte) error {
	result, err := study.DecodeResult(text, hash)
	if err != nil {
		return err
	}
	a.runs = append(a.runs, archivedRun{hash, result.Run, entry})
	return nil
}

// archivedHash reads the name of a result's entry.
func archivedHash(name string) (hash string, is bool) {
	hash, is = strings.CutSuffix(path.Base(name), ".json")
	return hash, is && claims.IsKey(hash) && name == layout.Runs+"/"+hash+".json"
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
		return nil, fmt.Errorf("entry %s: %w: %w", entry.Name, study.ErrDamaged, err)
	}
	return sealed.AsWritten(text), nil
}

// readSpec reads the text of a study.json without opening the pools that it names.
func readSpec(text []byte) (file layout.SpecFile, err error) {
	return file, sealed.Unseal(text, &file, &file.Format)
}

// name is that of the archived study, read without opening its pools.
func (a *archived) name() (string, error) {
	file, err := readSpec(a.spec)
	if err != nil {
		return "", fmt.Errorf("entry %s: %w", layout.Spec, err)
	}
	var s struct {
		Name string `json:"name"`
	}
	if err := json.Unmarshal(file.Study, &s); err != nil {
		return "", fmt.Errorf("entry %s: %w: %w", layout.Spec, study.ErrDamaged, err)
	}
	return s.Name, nil
}
