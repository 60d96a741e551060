package gonbfix

// completion connects to gopls as soon as it listens: gonb waits 12 s before it tries, and whoever asks meanwhile waits in steps of 12 s. And
// it tells what the names are, functions or types. gopls counts columns in UTF-16 units, gonb in bytes, so that there was nothing behind a
// letter outside ASCII. And gopls replaces a name as a whole if the cursor is within it, which gonb dropped.
func completion() []edit {
	return []edit{
		{goplsStart, "\t\t\tcase <-time.After(ConnectTimeout):\n", "\t\t\tcase <-time.After(50 * time.Millisecond):\n"},
		{goplsStart, "\t\t<-time.After(ConnectTimeout)\n", `		select {
		case <-ctx.Done():
			c.mu.Lock()
			return false
		case <-time.After(10 * time.Millisecond):
		}
`},
		{goplsAsk, "line, col int) (matches []string, replaceLength int, err error) {\n", "line, col int) (matches, kinds []string, replaceLength, tail int, err error) {\n\tcol = utf16Column(filePath, line, col)\n"},
		{goplsAsk, "line, col int) (markdown string, err error) {\n", "line, col int) (markdown string, err error) {\n\tcol = utf16Column(filePath, line, col)\n"},
		{goplsAsk, "int(edit.Range.End.Character) != col {", "int(edit.Range.End.Character) < col || int(edit.Range.Start.Character) > col {"},
		{goplsAsk, "newReplaceLength := int(edit.Range.End.Character) - int(edit.Range.Start.Character)\n", "newReplaceLength := col - int(edit.Range.Start.Character)\n"},
		{goplsAsk, "replaceLength != -1 && newReplaceLength != replaceLength {", "replaceLength != -1 && (newReplaceLength != replaceLength || tail != int(edit.Range.End.Character)-col) {"},
		{goplsAsk, "\t\treplaceLength = newReplaceLength\n", "\t\treplaceLength, tail = newReplaceLength, int(edit.Range.End.Character)-col\n"},
		{goplsAsk, "// Span returns the text", columnSource + "// Span returns the text"},
		{goplsAsk, "\t\"os\"\n", "\t\"os\"\n\t\"strings\"\n\t\"unicode/utf16\"\n"},
		{goplsAsk, "\t\tmatches = append(matches, edit.NewText)\n", "\t\tmatches = append(matches, edit.NewText)\n\t\tkinds = append(kinds, item.Kind.String())\n"},
		{inspect, "\tvar matches []string\n", "\tvar matches, kinds []string\n"},
		{inspect, "\tvar replaceLength int\n", "\tvar replaceLength, tail int\n"},
		{inspect, "\tmatches, replaceLength, err = s.gopls.Complete(", "\tmatches, kinds, replaceLength, tail, err = s.gopls.Complete("},
		{inspect, `	if replaceLength > 0 {
		replaceStr := cellLines[cursorLine][cursorCol-replaceLength : cursorCol]
		replaceLengthUTF16 := len(utf16.Encode([]rune(replaceStr)))
		reply.CursorStart -= replaceLengthUTF16
	}
`, "\treply.CursorStart -= max(replaceLength, 0)\n\treply.CursorEnd += tail\n"},
		{inspect, "\t\"unicode/utf16\"\n", ""},
		{inspect, "\t\treply.Matches = matches\n", "\t\treply.Matches = matches\n\t\treply.Metadata = kernel.MIMEMap{\"kinds\": kinds}\n"},
	}
}

// columnSource is added to gonb.
const columnSource = `// utf16Column is a column of a file's line in UTF-16 units, which gopls counts, of one in bytes.
func utf16Column(filePath string, line, col int) int {
	content, err := os.ReadFile(filePath)
	if err != nil {
		return col
	}
	lines := strings.Split(string(content), "\n")
	if line < 0 || line >= len(lines) || col < 0 || col > len(lines[line]) {
		return col
	}
	return len(utf16.Encode([]rune(lines[line][:col])))
}

`
