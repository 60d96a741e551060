package inline

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestFill(t *testing.T) {
	values := map[string]string{"slope": "0.598", "f(1, 2)": "3 &lt; 4"}
	for before, want := range map[string]string{
		"The slope is <!--= slope -->.":                       "The slope is <!--= slope -->0.598<!--/-->.",
		"The slope is <!--= slope -->0.6<!--/-->.":            "The slope is <!--= slope -->0.598<!--/-->.",
		"<!--=f(1,2)--><!--/-->, <!--=slope-->":               "<!--=f(1,2)-->3 &lt; 4<!--/-->, <!--=slope-->0.598<!--/-->",
		"write `<!--= x -->` or\n```\n<!--= y -->\n```\nhere": "write `<!--= x -->` or\n```\n<!--= y -->\n```\nhere",
		"<!-- a comment --> $\\frac{{a}}{{b}}$ {{ .Values }}": "<!-- a comment --> $\\frac{{a}}{{b}}$ {{ .Values }}",
		"<!--= slope -->\n<!--/-->":                           "<!--= slope -->0.598<!--/-->\n<!--/-->",
		"<!--= slope -->0.5 <b>edited</b><!--/-->":            "<!--= slope -->0.598<!--/-->0.5 <b>edited</b><!--/-->",
	} {
		got, err := Fill(before, values)
		if err != nil || got != want {
			t.Errorf("%q: %q, %v, want %q", before, got, err, want)
		}
		if again, err := Fill(got, values); err != nil || again != got {
			t.Errorf("%q: filled twice %q, %v", before, again, err)
		}
	}
	if _, err := Fill("<!--= other -->", values); !errors.Is(err, ErrNumber) || !strings.Contains(err.Error(), "other") {
		t.Errorf("%v", err)
	}
}

func TestFind(t *testing.T) {
	list, err := Find("a <!--= x[ 0 ] // first -->1<!--/--> b <!--= y -->")
	if err != nil || len(list) != 2 || list[0].Expression != "x[0]" || list[0].Value != "1" || list[1].Value != "" {
		t.Errorf("%+v, %v", list, err)
	}
	for _, bad := range []string{"<!--= -->", "<!--= x) + f( -->", "<!--= x; y -->", "<!--= var x int -->",
		strings.Repeat("<!--= x -->", mostNumbers+1)} {
		if _, err := Find(bad); !errors.Is(err, ErrNumber) {
			t.Errorf("%.60q: %v", bad, err)
		}
	}
}

func TestReplace(t *testing.T) {
	got, list, err := Replace("a <!--= x -->1<!--/--> `<!--= y -->` <!--= z -->", func(i int, n Number) string {
		return fmt.Sprint("[", i, n.Expression, n.Value, "]")
	})
	if err != nil || got != "a [0x1] `<!--= y -->` [1z]" || len(list) != 2 {
		t.Errorf("%q, %v, %v", got, list, err)
	}
	if _, _, err := Replace("<!--= -->", nil); !errors.Is(err, ErrNumber) {
		t.Errorf("%v", err)
	}
}

func TestValues(t *testing.T) {
	names := []string{"a", "b"}
	got, err := Values(names, "\"0.5\"\n\"<script> & `x`\"\n")
	if err != nil || got["a"] != "0.5" || got["b"] != "&lt;script&gt; &amp; &#96;x&#96;" {
		t.Errorf("%v, %v", got, err)
	}
	for _, bad := range []string{"", "\"1\"", "\"1\"\n2\n", "\"1\"\n\"\"\n", "\"1\"\n\"a\\nb\"", "\"1\"\n\"\\x1b[31m\"",
		"\"1\"\n\"" + strings.Repeat("x", 201) + "\""} {
		if _, err := Values(names, bad); !errors.Is(err, ErrNumber) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if p := Program(names); !strings.Contains(p, `fmt.Sprint(a)`) || strings.Count(p, "\n") != 3 {
		t.Errorf("%s", p)
	}
}

func FuzzFill(f *testing.F) {
	f.Add("a <!--= x -->1<!--/--> `<!--= y -->`")
	f.Fuzz(func(t *testing.T, text string) {
		list, err := Find(text)
		if err != nil {
			return
		}
		values := map[string]string{}
		for _, n := range list {
			values[n.Expression] = "1"
		}
		filled, err := Fill(text, values)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Find(filled)
		same := slices.EqualFunc(list, again, func(a, b Number) bool {
			return a.Expression == b.Expression && b.Value == "1"
		})
		if err != nil || !same {
			t.Errorf("%q became %q: %v, %v", text, filled, again, err)
		}
	})
}
