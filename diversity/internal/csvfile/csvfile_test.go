package csvfile

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"
)

// known are the columns of the tables here.
func known(name string) bool { return slices.Contains([]string{"K", "n", "error"}, name) }

// readAll reads a table with its header as the first row.
func readAll(r io.Reader) (rows [][]string, lines []int, err error) {
	table, err := Open(r, known)
	if err != nil {
		return nil, nil, err
	}
	rows, lines = [][]string{table.Header}, []int{table.Line()}
	for {
		cells, err := table.Next()
		if errors.Is(err, io.EOF) {
			return rows, lines, nil
		}
		if err != nil {
			return nil, nil, err
		}
		rows, lines = append(rows, cells), append(lines, table.Line())
	}
}

// compressed is text as gzip has it.
func compressed(text string) string {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, err := io.WriteString(w, text)
	if err := errors.Join(err, w.Close()); err != nil {
		panic(err)
	}
	return out.String()
}

// wide is text as UTF-16, with the mark in front if that is in the text.
func wide(text string, big bool) string {
	var out []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		pair := []byte{byte(unit), byte(unit >> 8)}
		if big {
			slices.Reverse(pair)
		}
		out = append(out, pair...)
	}
	return string(out)
}

func TestOpenReadsWhatProgramsWrite(t *testing.T) {
	want := [][]string{{"K", "n", "note"}, {"4", "", "a, b; \"c\"\né"}, {"5", "6", ""}}
	const note = "\"a, b; \"\"c\"\"\né\""
	plain := "K,n,note\n4,," + note + "\n5,6,\n"
	tabs := "K\tn\tnote\n4\t\t" + note + "\n5\t6\t\n"
	for name, c := range map[string]struct {
		text  string
		lines []int
	}{
		"plain":            {plain, []int{1, 2, 4}},
		"no last line end": {strings.TrimSuffix(plain, "\n"), []int{1, 2, 4}},
		"mark":             {"\ufeff" + plain, []int{1, 2, 4}},
		"CR LF":            {strings.ReplaceAll(plain, "\n", "\r\n"), []int{1, 2, 4}},
		"CR CR LF": {strings.ReplaceAll(strings.ReplaceAll(plain, "\n", "\r\r\n"), "\"\"\r\r\n", "\"\"\n"),
			nil},
		"CR":                      {"K,n,note\r4,," + note + "\r5,6,\r", []int{1, 2, 4}},
		"semicolons":              {"K;n;note\n4;;" + note + "\n5;6;\n", []int{1, 2, 4}},
		"tabs":                    {tabs, []int{1, 2, 4}},
		"bars":                    {"K|n|note\n4||" + note + "\n5|6|\n", []int{1, 2, 4}},
		"sep=;":                   {"sep=;\r\nK;n;note\r\n4;;" + note + "\r\n5;6;\r\n", []int{2, 3, 5}},
		"quoted SEP=,":            {"\"SEP=,\"\n" + plain, []int{2, 3, 5}},
		"sep=,,":                  {"sep=,,,\n" + plain, []int{2, 3, 5}},
		"sep=tab":                 {"sep=\t\n" + tabs, []int{2, 3, 5}},
		"UTF-16 LE":               {wide("\ufeff"+tabs, false), []int{1, 2, 4}},
		"UTF-16 BE":               {wide("\ufeff"+tabs, true), []int{1, 2, 4}},
		"UTF-16 LE, no mark":      {wide(plain, false), []int{1, 2, 4}},
		"UTF-16 BE, no mark":      {wide(plain, true), []int{1, 2, 4}},
		"Windows-1252":            {strings.ReplaceAll(plain, "é", "\xe9"), []int{1, 2, 4}},
		"gzip":                    {compressed(plain), []int{1, 2, 4}},
		"gzip, two members":       {compressed(plain[:9]) + compressed(plain[9:]), []int{1, 2, 4}},
		"gzip of UTF-16":          {compressed(wide("\ufeff"+plain, false)), []int{1, 2, 4}},
		"comments in front":       {"# made by, me\n\n#K\n" + plain, []int{4, 5, 7}},
		"comments and empty rows": {"K,n,note\n4,," + note + "\n# the end\n,,\n,,,,,\n\n5,6,\n , ,\n#\n", nil},
		"quotes everywhere":       {"\"K\",\"n\",\"note\"\n\"4\",\"\"," + note + "\n\"5\",\"6\",\"\"\n", []int{1, 2, 4}},
		"spaces":                  {" K , n , note \n4,," + note + "\n 5,\t6, \n", []int{1, 2, 4}},
		"semicolons in a note":    {"K,n,\"a;b;c;d;e\"\n4,," + note + "\n5,6,\n", nil},
	} {
		for _, source := range []io.Reader{strings.NewReader(c.text), iotest.OneByteReader(strings.NewReader(c.text)),
			iotest.DataErrReader(strings.NewReader(c.text))} {
			rows, lines, err := readAll(source)
			if name == "semicolons in a note" && err == nil {
				rows[0][2] = "note"
			}
			if err != nil || !reflect.DeepEqual(rows, want) || c.lines != nil && !slices.Equal(lines, c.lines) {
				t.Errorf("%s: %q on lines %v, %v", name, rows, lines, err)
			}
		}
	}
}

func TestOpenNamesWhatItIsNot(t *testing.T) {
	tar := make([]byte, 1024)
	copy(tar, "table.csv")
	copy(tar[257:], "ustar")
	for text, says := range map[string]string{
		"PK\x03\x04\x14\x00":                             "XLSX",
		"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":               "XLS",
		"PAR1\x15\x04":                                   "Parquet",
		"\x93NUMPY\x01":                                  "NumPy",
		"\x28\xb5\x2f\xfd\x04":                           "zstd",
		"BZh91AY":                                        "bzip2",
		"\xff\xfe\x00\x00K\x00\x00\x00":                  "UTF-32",
		string(tar):                                      "TAR",
		compressed(string(tar)):                          "TAR",
		compressed(compressed("K,n\n1,2\n")):             "gzip data inside gzip data",
		compressed("[1]"):                                "JSON",
		"  {\"K\": [1, 2]}":                              "JSON",
		"\ufeff<!DOCTYPE html>\n":                        "HTML",
		"\n| K | n |\n|---|---|\n":                       "Markdown",
		"version https://git-lfs.github.com/spec/v1\no:": "git lfs pull",
		"\\begin{tabular}{ll}\nK & n \\\\":               "LaTeX",
		"K n error\n1 2 0.5\n":                           "line 1: the fields stand between spaces",
		"sep=#\nK#n\n":                                   `line 1: the separator "#"`,
		compressed("K,n\n1,2\n")[:20]:                    "gzip data are damaged or cut off",
		"\x1f\x8bnothing of the kind":                    "gzip data are damaged",
	} {
		_, _, err := readAll(strings.NewReader(text))
		var content *ContentError
		if !errors.As(err, &content) || !strings.Contains(err.Error(), says) {
			t.Errorf("%.40q: %v, want %q", text, err, says)
		}
	}
	for _, text := range []string{"", "\ufeff", "\n\n", "# a comment\n", "sep=;\n", compressed("")} {
		if _, _, err := readAll(strings.NewReader(text)); !errors.Is(err, io.EOF) {
			t.Errorf("%q: %v, want the end of the text", text, err)
		}
	}
}

func TestNextNamesTheLine(t *testing.T) {
	for text, says := range map[string]string{
		"K,n\n1,2\n3\n":                "line 3: 1 fields where the header has 2",
		"K,n\n1,2\n\n3,4,5\n":          "line 4: 3 fields where the header has 2: decimal commas",
		"K;n\n1;2;\n":                  "line 2: 3 fields where the header has 2: a separator at the end",
		"K,n\n1,2\n K,\"n\"\n":         "line 3: the header again",
		"K,n\n1,2\x00\n":               "line 2: NUL bytes",
		"sep=,\nK,n\n1,\"2\n3,4\n":     "line 3: a quoted field that never ends",
		"# by me\n\nK,n\n\n1,2\" in\n": "line 5: a quotation mark in a field that does not begin with one",
		"K,n\r1,2\r3,4,5\r":            "line 3: 3 fields",
	} {
		_, _, err := readAll(strings.NewReader(text))
		var content *ContentError
		if !errors.As(err, &content) || !strings.HasPrefix(err.Error(), says) {
			t.Errorf("%q: %v, want %q", text, err, says)
		}
	}
	_, _, err := readAll(strings.NewReader("K,n\n1,2\"\n"))
	if sentinel := errors.New("no table"); !errors.Is(Error(err, sentinel), sentinel) ||
		!errors.Is(err, csv.ErrBareQuote) {
		t.Errorf("content: %v", err)
	}
}

func TestReadersErrorsAreTheirOwn(t *testing.T) {
	sentinel, broken := errors.New("no table"), errors.New("broken")
	for _, start := range []string{"", "K,n\n", "K,n\n1,2", compressed("K,n\n1,2\n")[:15],
		strings.Repeat("K,n\n", 1<<16)} {
		_, _, err := readAll(io.MultiReader(strings.NewReader(start), iotest.ErrReader(broken)))
		if strings.HasPrefix(start, "K,n\nK") {
			continue // the header again, long before
		}
		if err = Error(err, sentinel); !errors.Is(err, broken) || errors.Is(err, sentinel) {
			t.Errorf("%.20q: %v", start, err)
		}
	}
}

// endless repeats a text for ever and counts what was read.
type endless struct {
	text string
	read int
}

func (e *endless) Read(into []byte) (int, error) {
	n := copy(into, e.text[e.read%len(e.text):])
	e.read += n
	return n, nil
}

func TestMemoryIsBounded(t *testing.T) {
	for text, says := range map[string]string{
		"x":       "line 1: longer than 1048576 bytes",
		"\x00":    "line 1: longer than 1048576 bytes",
		"x\"":     "line 1:",
		"\"x\n\"": "line 1:",
	} {
		source := &endless{text: text}
		if _, _, err := readAll(source); err == nil || !strings.HasPrefix(err.Error(), says) || source.read > 2*MaxLine {
			t.Errorf("%q without end: %v after %d bytes, want %q", text, err, source.read, says)
		}
	}
	quote := io.MultiReader(strings.NewReader("K,n\n1,2\n1,\""), &endless{text: "1,2\n"})
	if _, _, err := readAll(quote); err == nil ||
		!strings.HasPrefix(err.Error(), "line 3: longer than 1048576 bytes: is a quotation mark never closed?") {
		t.Errorf("a quote never closed: %v", err)
	}
}

func TestRowsAndTextAreBounded(t *testing.T) {
	table, err := Open(io.MultiReader(strings.NewReader("K,n\n"), &endless{text: "1,2\n"}), known)
	if err != nil || table.left != MaxRows {
		t.Fatalf("%+v, %v", table, err)
	}
	table.left = 100
	for err == nil {
		_, err = table.Next()
	}
	if err.Error() != "line 102: more than 2097152 rows" {
		t.Errorf("rows without end: %v", err)
	}
	short := newLineEnds(&endless{text: "1,2\n"})
	short.left = 1000
	if text, err := io.ReadAll(short); len(text) != 1000 || err == nil || !strings.Contains(err.Error(), "bytes of text") {
		t.Errorf("text without end: %d bytes, %v", len(text), err)
	}
}

// FuzzTable: whatever the text, rows are as long as the header, their lines rise, and all is text.
func FuzzTable(f *testing.F) {
	for _, text := range []string{
		"K,n,error\n4,8,0.5\n", "sep=;\r\nK;n\r\n1;2\r\n", wide("\ufeffK\tn\n1\t2\n", false), compressed("K,n\n1,2\n"),
		"# c\n\nK|n\r1|\"\r2\"\r", "K,n\n\xe9,\x00\n", "[{}]", "K n\n",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		table, err := Open(strings.NewReader(text), known)
		for line := 0; err == nil; {
			var cells []string
			if cells, err = table.Next(); err != nil {
				break
			}
			if len(cells) != len(table.Header) || table.Line() <= line || strings.Contains(strings.Join(cells, ""), "\x00") {
				t.Fatalf("%q of line %d behind line %d under %q", cells, table.Line(), line, table.Header)
			}
			line = table.Line()
		}
		var content *ContentError
		if !errors.Is(err, io.EOF) && !errors.As(err, &content) {
			t.Errorf("%v", err)
		}
	})
}
