package lines

import "testing"

func TestLast(t *testing.T) {
	for _, c := range []struct {
		text string
		n    int
		want string
	}{
		{"", 3, ""}, {"\n \n", 1, ""}, {"one", 1, "one"}, {"one\ntwo\nthree\n\n", 2, "two\nthree"},
		{"one\n\nthree", 2, "\nthree"},
		{"one\ntwo", 9, "one\ntwo"}, {"one\r\ntwo\r\n", 1, "two"},
	} {
		if got := Last(c.text, c.n); got != c.want {
			t.Errorf("Last(%q, %d) = %q, want %q", c.text, c.n, got, c.want)
		}
	}
}
