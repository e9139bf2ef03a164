package translation

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/folkmoot/folkmoot/internal/fault"
)

// A text that comments cut into many pieces is read without copying what was read before for each of them.
func TestTextsInManyPiecesTakeMemoryInProportion(t *testing.T) {
	const pieces = 20_000
	data := []byte(xliffHead + `<trans-unit id="a"><source>A</source><target>` + strings.Repeat("word<!---->", pieces) +
		`</target></trans-unit>` + xliffFoot)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f, err := Read(data)
	runtime.ReadMemStats(&after)
	if err != nil || f.Units[0].Target != strings.Repeat("word", pieces) {
		t.Fatalf("%v", err)
	}
	if got := after.TotalAlloc - before.TotalAlloc; got > 200*uint64(len(data)) {
		t.Errorf("%d bytes were allocated for a file of %d", got, len(data))
	}
}

// Elements inside a text do not end it or begin another.
func TestElementsInsideTextsStayInside(t *testing.T) {
	f, err := Read([]byte(xliffHead + `<trans-unit id="a"><source>A</source><target>B<source>C</source>D</target></trans-unit>` + xliffFoot))
	if err != nil || f.Units[0].Source != "A" || f.Units[0].Target != "BCD" || !f.Units[0].Tagged {
		t.Errorf("%+v, %v", f, err)
	}
	_, err = Read([]byte(xliffHead + `<trans-unit id="a"><source>A<trans-unit id="b"/></source></trans-unit>` + xliffFoot))
	if !fault.Is(err, fault.Invalid) {
		t.Errorf("a text in another: %v", err)
	}
}

// Rows without a text and cells far to the right count too: a small file can have a million of them.
func TestWideAndLongWorkbooksAreRefused(t *testing.T) {
	for _, cell := range []string{fmt.Sprintf("C%d", 2*maxUnits+10), "XFD5"} {
		book := excelize.NewFile()
		if err := book.SetSheetRow("Sheet1", "A4", &headings); err != nil {
			t.Fatal(err)
		}
		if err := book.SetCellStr("Sheet1", cell, "x"); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := book.Write(&out); err != nil {
			t.Fatal(err)
		}
		if f, err := Read(out.Bytes()); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %+v, %v", cell, f, err)
		}
	}
}
