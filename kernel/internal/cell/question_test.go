package cell

import "testing"

func TestQuestion(t *testing.T) {
	for code, want := range map[string]string{
		"?fmt.Println": "fmt.Println", "fmt.Println?": "fmt.Println", " ?? f\n": "f", "f??": "f", "?": "", "a ? b": "",
		"f(x)?": "", "x\n?y": "",
	} {
		if name, ok := Question(code); name != want || ok != (want != "") {
			t.Errorf("Question(%q) = %q, %v", code, name, ok)
		}
	}
	if status, _ := Check("fmt.Println?"); status != Complete {
		t.Errorf("a question is %s", status)
	}
}
