package cell

import (
	"strings"
	"testing"
)

func TestRefuse(t *testing.T) {
	for code, want := range map[string]Refusal{
		"%hlp":                              {"UnknownCommand", "did you mean %help?", 1},
		"x := 1\n%agrs -x\nx":               {"UnknownCommand", "did you mean %args?", 2},
		"%matplotlib inline":                {"UnknownCommand", "%matplotlib is no command of this kernel; %help lists", 1},
		"%%time\nf()":                       {"UnknownCommand", "%%time is no command", 1},
		"!ls \\\n%nosuch\n%arg":             {"UnknownCommand", "did you mean %args?", 3},
		"//gonb:%hepl":                      {"UnknownCommand", "did you mean %help?", 1},
		"  %evn A=1":                        {"UnknownCommand", "did you mean %env?", 1},
		"%d":                                {"UnknownCommand", "%d is no command", 1},
		"//go:embed a.txt\nvar text string": {"NotSupported", "os.ReadFile", 1},
		"import _ \"embed\"\nvar (\n\t//go:embed a\n\ta []byte\n)":         {"NotSupported", "os.ReadFile", 3},
		"// #include <math.h>\nimport \"C\"":                               {"NotSupported", "cgo", 2},
		"import (\n\t\"fmt\"\n\t// int f();\n\t`C`\n)\nfmt.Println(C.f())": {"NotSupported", "cgo", 4},
		"func f() {}\n\nfunc f() int { return 2 }\nf()":                    {"CompileError", "f is declared twice", 3},
		"type A[T any] struct{}\nfunc (A[T]) F() {}\nfunc (*A[T]) F() {}":  {"CompileError", "A.F is declared twice", 3},
		"var a = 1\nconst (\n\tb = 2\n\ta = 3\n)":                          {"CompileError", "a is declared twice", 2},
		"func init() {}\nfunc init() {}":                                   {"CompileError", "init is declared twice", 2},
		"fmt.Println(1)\nfunc main() {}":                                   {"CompileError", "func main would not run", 2},
		"func main() {}\n%%\nf()":                                          {"CompileError", "func main would not run", 1},
		"x := 1\nfmt.Println(\"a\x00b\")":                                  {"CompileError", "NUL", 2},
	} {
		r, refused := Refuse(code)
		if !refused || r.Name != want.Name || r.Line != want.Line || !strings.Contains(r.Message, want.Message) {
			t.Errorf("%q: %v %+v, want %+v", code, refused, r, want)
		}
	}
}

func TestNotRefused(t *testing.T) {
	for _, code := range []string{
		"%%", "%%  -x", "%main", "%env A=1", "% env A=1", "%ls", "!nosuch", "! nosuch", "%%bash\n%nosuch",
		"%%writefile a.go\n//go:embed x\nimport \"C\"\n\x00",
		"s := `\n%nosuch\n`", "/*\n%nosuch\n*/", "// go:embed is not for cells", "s := \"//go:embed a\"",
		"//go:embedded\nvar x int", "f(\"C\")",
		"import \"fmt\"\nfmt.Println(\"C\")", "x := `\n//go:embed a\n`", "", "import C \"fmt\"", "//go:noinline\nfunc f() {}",
		"%args \\\n%nosuch",
		"func main() {}", "%args -x\nfunc main() {}", "var _ = 1\nvar _ = 2", "type A int\nfunc (A) F() {}\nfunc F() {}",
		"x := 1\ny := 2", "func f(",
	} {
		if r, refused := Refuse(code); refused {
			t.Errorf("%q is refused: %+v", code, r)
		}
	}
}
