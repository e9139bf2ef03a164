package page

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/form"
)

func TestPagination(t *testing.T) {
	for _, test := range []struct {
		at, pages int
		want      string
	}{
		{1, 1, "[1]"}, {1, 3, "[1] 2 3"}, {2, 3, "1 [2] 3"}, {1, 9, "[1] 2 … 9"}, {5, 9, "1 … 4 [5] 6 … 9"},
		{3, 9, "1 2 [3] 4 … 9"}, {9, 9, "1 … 8 [9]"}, {1, 0, ""},
	} {
		p := Paginate(test.at, test.pages, func(n int) string { return "?page=" + strconv.Itoa(n) })
		var words []string
		for _, link := range p.Pages {
			switch {
			case link.Gap:
				words = append(words, "…")
			case link.Current:
				words = append(words, "["+strconv.Itoa(link.Number)+"]")
			default:
				words = append(words, strconv.Itoa(link.Number))
			}
		}
		if got := strings.Join(words, " "); got != test.want {
			t.Errorf("%d of %d: %s", test.at, test.pages, got)
		}
		if (p.Previous != "") != (test.at > 1) || (p.Next != "") != (test.at < test.pages) || p.HasPages() != (test.pages > 1) {
			t.Errorf("%d of %d: %+v", test.at, test.pages, p)
		}
	}
}

// An overdue step says so in words, not only by its colour.
func TestStepText(t *testing.T) {
	for _, test := range []struct {
		step Step
		want string
	}{
		{Step{State: Done}, "Done"}, {Step{State: Current}, "Now"}, {Step{State: Promised}, "Promised"},
		{Step{State: Missing}, "Not yet"}, {Step{State: Overdue}, "Overdue"},
		{Step{State: Overdue, Note: "promised by 1 May 2016"}, "Overdue: promised by 1 May 2016"},
		{Step{State: Overdue, Note: "12 days overdue"}, "12 days overdue"},
		{Step{State: Done, Note: "3 findings"}, "3 findings"},
	} {
		if got := test.step.Text(); got != test.want {
			t.Errorf("%+v: %q, want %q", test.step, got, test.want)
		}
	}
}

func TestExamplesCoverEveryFieldKind(t *testing.T) {
	for _, kind := range form.FieldKinds {
		if !slices.ContainsFunc(exampleForm(""), func(f *form.Field) bool { return f.Kind == kind }) {
			t.Errorf("no example has a field of kind %s", kind)
		}
	}
}

// A form that is sent unchanged keeps the value of every field.
func TestFieldsSubmitTheirValue(t *testing.T) {
	html := PartsPage.Examples()[1]
	for _, want := range []string{
		`value="rarely" checked`, `value="walk" checked`, `value="south" selected`, `value="Market Place"`,
		"A later bus.</textarea>", `value="12.50"`,
		`name="since--month" type="text" inputmode="numeric" value="3"`, `name="views--buses" type="radio" value="bad" checked`,
		`name="order--later"><option value=""></option><option value="1" selected>`,
		`name="money--later" type="text" inputmode="numeric" value="60"`,
		`name="travel--other" type="text" value="Ferry"`, `type="hidden" name="version" value="1"`,
	} {
		if !strings.Contains(html, want) {
			t.Errorf("%s is not in the page", want)
		}
	}
	if strings.Count(PartsPage.Examples()[2], `selected>9</option>`) != 1 {
		t.Error("a rank out of range is not shown")
	}
}

// A section in which everything is invented says so once.
//
// Row E7 of docs/faults.md.
func TestInventedOnce(t *testing.T) {
	self := func(s *string) *string { return s }
	for _, test := range []struct {
		parts []string
		want  bool
		left  string
	}{{[]string{"a", "b"}, true, ","}, {[]string{"a", ""}, false, "a,"}, {[]string{"a"}, false, "a"}, {nil, false, ""}} {
		if got := InventedOnce(test.parts, self); got != test.want || strings.Join(test.parts, ",") != test.left {
			t.Errorf("%v, %v is left", got, test.parts)
		}
	}
}
