package csvfile

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestMarkIsNoContent(t *testing.T) {
	for _, text := range []string{"K,n\n", "\ufeffK,n\n", "\ufeff\"K\",n\n"} {
		cells, err := NewReader(strings.NewReader(text)).Read()
		if err != nil || strings.Join(cells, " ") != "K n" {
			t.Errorf("%q: %q, %v", text, cells, err)
		}
	}
	if _, err := NewReader(strings.NewReader("\ufeff")).Read(); !errors.Is(err, io.EOF) {
		t.Errorf("a mark alone: %v", err)
	}
}

func TestErrorTellsContentFromReader(t *testing.T) {
	sentinel, broken := errors.New("no table"), errors.New("broken")
	_, err := NewReader(strings.NewReader("a\"b,c\n")).Read()
	if err = Error(err, sentinel); !errors.Is(err, sentinel) || !errors.Is(err, csv.ErrBareQuote) {
		t.Errorf("content: %v", err)
	}
	_, err = NewReader(iotest.ErrReader(broken)).Read()
	if err = Error(err, sentinel); !errors.Is(err, broken) || errors.Is(err, sentinel) {
		t.Errorf("reader: %v", err)
	}
}
