package builderweb

import (
	"fmt"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/survey"
)

// routesView is the routes through the questionnaire: a picture, and a list that says the same.
type routesView struct {
	Height int // of the picture, in its units
	Boxes  []routeBox
	Skips  []string // paths of the SVG, from the page before one with a condition to the page after it
	Next   []string // paths of the SVG, from each page to the next
	Rows   []routeRow
	Dead   []page.Link // pages and questions that no answers lead to
}

// routeBox is a page in the picture, or its end.
type routeBox struct {
	Y, TextY    int
	Text        string
	Conditional bool
}

// routeRow is a page or question with a condition.
type routeRow struct {
	Link page.Link
	When string
}

// Sizes of the picture of the routes, in its units, and how many letters of a title fit into a box.
const (
	routeStep  = 60
	routeBoxes = 220 // width of a box
	routeTall  = 36  // height of a box
	routeTitle = 26
)

// newRoutesView returns the routes through f, or nil if it has no conditions.
func newRoutesView(words *locale.Printer, f *survey.Form, hints []builder.Hint) *routesView {
	v := &routesView{Height: (len(f.Pages)+1)*routeStep - (routeStep - routeTall) + 2}
	at := func(i int) int { return 1 + i*routeStep } // top of box i
	for i := range f.Pages {
		p := &f.Pages[i]
		title := []rune(fmt.Sprintf("%d. %s", i+1, pageTitle(words, p)))
		if len(title) > routeTitle {
			title = append(title[:routeTitle-1], '…')
		}
		v.Boxes = append(v.Boxes, routeBox{at(i), at(i) + 23, string(title), p.When != nil})
		v.Next = append(v.Next, fmt.Sprintf("M%d %dV%d", routeBoxes/2, at(i)+routeTall, at(i+1)-2))
		if p.When != nil {
			v.Rows = append(v.Rows, routeRow{page.Link{Text: pageTitle(words, p), Href: "#page-" + p.ID}, conditionText(words, f, p.When)})
			from, to := max(at(i-1), 1)+routeTall/2, at(i+1)+routeTall/2
			v.Skips = append(v.Skips, fmt.Sprintf("M%d %dC%d %d %d %d %d %d",
				routeBoxes, from, routeBoxes+60, from, routeBoxes+60, to, routeBoxes+4, to))
		}
		for j := range p.Questions {
			if q := &p.Questions[j]; q.When != nil {
				link := page.Link{Text: questionText(words, q), Href: "#question-" + q.ID}
				v.Rows = append(v.Rows, routeRow{link, conditionText(words, f, q.When)})
			}
		}
	}
	if len(v.Rows) == 0 {
		return nil
	}
	v.Boxes = append(v.Boxes, routeBox{Y: at(len(f.Pages)), TextY: at(len(f.Pages)) + 23, Text: words.Say("Send")})
	for _, hint := range hints {
		if i := builder.PageIndex(f, hint.Page); hint.Unreachable && i >= 0 {
			link := page.Link{Text: pageTitle(words, &f.Pages[i]), Href: "#page-" + hint.Page}
			if i, j := builder.QuestionIndex(f, hint.Question); i >= 0 {
				link = page.Link{Text: questionText(words, &f.Pages[i].Questions[j]), Href: "#question-" + hint.Question}
			}
			v.Dead = append(v.Dead, link)
		}
	}
	return v
}
