package csvfile

import (
	"bytes"
	"strings"
)

// nameBinary names a format by its first bytes; empty for text.
func nameBinary(start []byte) string {
	for _, format := range []struct{ magic, name string }{
		{"PK\x03\x04", "a workbook (XLSX, ODS) or another ZIP archive"},
		{"PK\x05\x06", "an empty ZIP archive"},
		{"\xd0\xcf\x11\xe0", "a workbook of an old Excel (XLS)"},
		{"PAR1", "a Parquet file"},
		{"ARROW1", "an Arrow file"},
		{"\x89HDF", "an HDF5 file"},
		{"\x93NUMPY", "a NumPy array"},
		{"SQLite format 3", "an SQLite database"},
		{"%PDF", "a PDF document"},
		{"RDX", "an R workspace"},
		{"X\n\x00", "R data"},
		{string(gzipMagic), "gzip data inside gzip data"},
		{"\x28\xb5\x2f\xfd", "compressed by zstd, of compressions only gzip is read"},
		{"BZh", "compressed by bzip2, of compressions only gzip is read"},
		{"\xfd7zXZ\x00", "compressed by xz, of compressions only gzip is read"},
		{"\xff\xfe\x00\x00", "UTF-32 text, of which UTF-8 and UTF-16 are read"},
		{"\x00\x00\xfe\xff", "UTF-32 text, of which UTF-8 and UTF-16 are read"},
	} {
		if bytes.HasPrefix(start, []byte(format.magic)) {
			return format.name
		}
	}
	if len(start) > 262 && string(start[257:262]) == "ustar" {
		return "a TAR archive"
	}
	return ""
}

// nameText names a format of text by how it begins; empty for what may be a table.
func nameText(start string) string {
	start = strings.TrimSpace(start)
	for _, format := range []struct{ beginning, name string }{
		{"version https://git-lfs", "the pointer of a file in Git LFS: git lfs pull brings the file itself"},
		{"{", "JSON, not delimited text: save it as CSV"},
		{"[", "JSON, not delimited text: save it as CSV"},
		{"<", "HTML or XML, not delimited text: save it as CSV"},
		{"|", "a table of Markdown, not delimited text: save it as CSV"},
		{`\begin`, "a table of LaTeX, not delimited text: save it as CSV"},
		{"%%MatrixMarket", "a Matrix Market file, not delimited text: save it as CSV"},
		{"@relation", "an ARFF file, not delimited text: save it as CSV"},
	} {
		if strings.HasPrefix(strings.ToLower(start), strings.ToLower(format.beginning)) {
			return format.name
		}
	}
	return ""
}
