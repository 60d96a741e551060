package gonbfix

import (
	"strconv"

	"tradeoff/kernel/internal/cell"
)

// commands has gonb take as its own the lines that package cell marks, and no others: by itself it ran lines of raw strings and comments
// that look like commands. A command that it does not know is an error, lines that begin with the letters "package" are not
// left out (package cell leaves out the package clause), and a variable of the environment may have a name of one letter.
func commands() []edit {
	return []edit{
		{parser, "const GonbCommentPrefix = \"//gonb:\"\n", "const GonbCommentPrefix = " + strconv.Quote(cell.Mark) + "\n"},
		{special, "\t\tline = goexec.TrimGonbCommentPrefix(line)\n\t\tif len(line) > 1", "\t\tmarked := strings.HasPrefix(line, goexec.GonbCommentPrefix)\n" +
			"\t\tline = goexec.TrimGonbCommentPrefix(line)\n\t\tif marked && len(line) > 1"},
		{special, `		err := kernel.PublishWriteStream(msg, kernel.StreamStderr, fmt.Sprintf("\"%%%s\" unknown or not implemented yet.", parts[0]))
		if err != nil {
			klog.Errorf("Error while reporting back on unimplemented message command \"%%%s\" kernel: %+v", parts[0], err)
		}
`, "\t\treturn errors.Errorf(\"%%%s is no command of this kernel\", parts[0])\n"},
		{special, "eqPos > 1 {", "eqPos > 0 {"},
		{composer, "\t\ttrimmedLine := TrimGonbCommentPrefix(line)\n", `		trimmedLine := TrimGonbCommentPrefix(line)
		if !strings.HasPrefix(line, GonbCommentPrefix) {
			trimmedLine = ""
		}
`},
		{composer, `		if strings.HasPrefix(line, "package") {
			// Ignore package line, since GoNB will rewrite the package to main.
			continue
		}
`, ""},
	}
}
