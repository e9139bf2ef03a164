package chart

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

// cross returns a table of two answers or more by two groups; -1 is a hidden number.
func cross(question, by string, answers []string, first, second []int64) Cross {
	c := Cross{ID: "x", Title: "Title", Lang: "en", Question: question, By: by, Options: options(answers...)}
	group := func(name string, counts []int64) Group {
		g := Group{Name: name}
		for _, n := range counts {
			g.Base += max(n, 7)
		}
		for _, n := range counts {
			cell := Cell{N: n, Base: g.Base, Text: fmt.Sprint(n)}
			if n < 0 {
				cell = Cell{N: 7, Base: g.Base, Hidden: "[c] hidden", Text: "[c] hidden"}
			}
			g.Cells = append(g.Cells, cell)
		}
		return g
	}
	whole := make([]int64, len(first))
	for i := range whole {
		whole[i] = max(first[i], 7) + max(second[i], 7)
	}
	c.Everyone, c.Groups = group("Everyone", whole), []Group{group("North", first), group("South", second)}
	return c
}

// Each table by group has the one figure that the rules of Choose give it.
func TestChooseFollowsItsRules(t *testing.T) {
	placed := func(c Cross) Cross {
		for i := range c.Groups {
			c.Groups[i].Column, c.Groups[i].Row = i+1, 1
		}
		return c
	}
	one := cross("q", "area", []string{"Agree", "Disagree"}, []int64{30, 20}, []int64{10, 40})
	one.Groups = one.Groups[:1]
	for name, test := range map[string]struct {
		c    Cross
		want string
	}{
		"two sides": {cross("q", "age", []string{"Agree", "Neither", "Disagree"}, []int64{30, 10, 20}, []int64{10, 5, 40}), "scale"},
		"frequency": {cross("q", "age", []string{"Every day", "Every week", "Less often"},
			[]int64{30, 10, 20}, []int64{10, 5, 40}), "scale"},
		"no order":       {cross("q", "age", []string{"Bus", "Car", "On foot"}, []int64{30, 10, 20}, []int64{10, 5, 40}), "dots"},
		"districts":      {placed(cross("q", "area", []string{"Agree", "Disagree"}, []int64{30, 20}, []int64{10, 40})), "tiles"},
		"age by sex":     {cross("age", "sex", []string{"16 to 29", "30 or over"}, []int64{30, 20}, []int64{10, 40}), "pyramid"},
		"sex by age":     {cross("sex", "age", []string{"Female", "Male"}, []int64{30, 20}, []int64{10, 40}), "pyramid"},
		"all hidden":     {cross("q", "age", []string{"Bus", "Car", "On foot"}, []int64{-1, -1, -1}, []int64{-1, -1, -1}), ""},
		"one group only": {one, ""},
	} {
		f, got := Choose(nil, test.c), ""
		for kind, is := range map[string]bool{
			"scale": f.Scale != nil, "dots": f.Dots != nil, "tiles": f.Tiles != nil, "pyramid": f.Pyramid != nil,
		} {
			if is {
				got += kind
			}
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

// The share that dots and tiles show is that on which groups differ most or, of a scale, its first side.
func TestMeasureIsWhereGroupsDiffer(t *testing.T) {
	f := Choose(nil, cross("q", "age", []string{"Bus", "Car", "On foot"}, []int64{30, 40, 30}, []int64{10, 30, 60}))
	if f.Dots == nil || f.Dots.Title != "On foot" || f.Dots.Rows[0].Text != "30%" || f.Dots.Rows[0].At == "" {
		t.Errorf("%+v", f.Dots)
	}
	if want := "North: 30%. Range by chance: 22% to 40%. Everyone: 45%."; f.Dots.Rows[0].Description != want {
		t.Errorf("%q, want %q", f.Dots.Rows[0].Description, want)
	}
	c := cross("q", "area", []string{"Strongly agree", "Agree", "Disagree", "Strongly disagree"},
		[]int64{10, 20, 30, 40}, []int64{25, 25, 25, 25})
	c.Groups[0].Column, c.Groups[0].Row, c.Groups[1].Column, c.Groups[1].Row = 1, 1, 2, 1
	if f := Choose(nil, c); f.Tiles == nil || f.Tiles.Title != "Strongly agree / Agree" || f.Tiles.Description != "North 30%, South 50%" {
		t.Errorf("%+v", f.Tiles)
	}
}

// A hidden number is neither 0 nor empty: every figure says that it is hidden, on the page, in words and in the file, and nothing
// depends on it.
func TestHiddenNumbersAreSaidToBeHidden(t *testing.T) {
	travel := cross("q", "age", []string{"Bus", "Car", "On foot"}, []int64{-1, 9, 9}, []int64{80, 9, 9})
	travel.Groups = append(travel.Groups, cross("", "", []string{"Bus", "Car", "On foot"}, []int64{10, 9, 9}, []int64{20, 9, 9}).Groups...)
	agree := cross("q", "age", []string{"Agree", "Disagree"}, []int64{-1, 30}, []int64{20, 30})
	agree.Groups = append(agree.Groups, cross("", "", []string{"Agree", "Disagree"}, []int64{10, 9}, []int64{20, 9}).Groups...)
	for _, c := range []Cross{
		agree, travel,
		cross("age", "sex", []string{"16 to 29", "30 or over"}, []int64{30, -1}, []int64{20, 30}),
	} {
		for _, placed := range []bool{false, true} {
			file := func(hidden int64) (svg, picture string) {
				for i := range c.Groups {
					if c.Groups[i].Column = 0; placed {
						c.Groups[i].Column, c.Groups[i].Row = i+1, 1
					}
					for j := range c.Groups[i].Cells {
						if cell := &c.Groups[i].Cells[j]; cell.Hidden != "" {
							cell.N = hidden
						}
					}
				}
				var a, b bytes.Buffer
				f := Choose(nil, c)
				if err := f.WriteSVG(&a, File{Heading: c.Title}); err != nil {
					t.Fatal(err)
				}
				if err := f.WritePNG(&b, File{Heading: c.Title}); err != nil {
					t.Fatal(err)
				}
				return a.String(), b.String()
			}
			svg, picture := file(3)
			otherSVG, otherPicture := file(4711)
			if svg != otherSVG || picture != otherPicture {
				t.Errorf("%s by %s depends on a hidden number", c.Question, c.By)
			}
			words := svg[strings.Index(svg, "<desc"):strings.Index(svg, "</desc>")]
			drawn := svg[strings.Index(svg, "</metadata>"):]
			if !strings.Contains(words, "[c]") || !strings.Contains(drawn, "[c]") || !strings.Contains(picture, "[c]") {
				t.Errorf("%s by %s does not say that a number is hidden: %s", c.Question, c.By, words)
			}
		}
	}
}

// A file has no letters that would be empty boxes, and says so.
func TestPNGIsNotWrittenWithoutItsLetters(t *testing.T) {
	f := Figure{Bars: &Bars{Title: "Title", Bars: []Bar{{Label: "漢字", Value: 1, Text: "1"}}}}
	err := f.WritePNG(&bytes.Buffer{}, File{Heading: "Title"})
	if err == nil || !strings.Contains(err.Error(), "漢字") {
		t.Error(err)
	}
	if err := f.WriteSVG(&bytes.Buffer{}, File{Heading: "Title"}); err != nil {
		t.Error(err)
	}
}

// Files have the colours of the pages.
func TestFilesHaveColoursOfPages(t *testing.T) {
	css, err := os.ReadFile("../page/static/chart.css")
	if err != nil {
		t.Fatal(err)
	}
	light, _, _ := strings.Cut(string(css), "@media")
	for class, colours := range inkOf {
		if want := "--fm-" + class + ": " + colours[0].String() + ";"; !strings.Contains(light, want) {
			t.Errorf("chart.css has no %s", want)
		}
	}
	if css, err = os.ReadFile("../page/static/folkmoot.css"); err != nil {
		t.Fatal(err)
	}
	for name, colour := range map[string]fmt.Stringer{"ink": ink, "quiet": quiet, "rule": rule, "wash": wash,
		"accent": accent, "late": alarm} {
		if !regexp.MustCompile(`--fm-` + name + `: ` + colour.String() + `;`).Match(css) {
			t.Errorf("folkmoot.css has no --fm-%s: %s", name, colour)
		}
	}
}
