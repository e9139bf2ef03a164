package eiaweb

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/eia"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

// cumulativeView is what several proposals do to each group.
type cumulativeView struct {
	Back      page.Link
	Downloads []page.Link
	Years     []string
	Groups    []cumulativeGroup
}

type cumulativeGroup struct {
	Link    page.Link // to each impact
	Flagged bool
	Fact    string
	Cells   []cumulativeCell // in the order of the years
}

type cumulativeCell struct {
	Year string
	Tags []page.Tag // how many impacts, by direction and size
}

var cumulativePage = page.New(files, "templates/cumulative.html",
	cumulativeView{Back: exampleBack},
	cumulativeView{Back: exampleBack, Downloads: web.ExampleDownloads(cumulativePath),
		Years: []string{"2026 to 2027", "Year not given"}, Groups: []cumulativeGroup{
			{Link: page.Link{Text: "Disability", Href: groupPath("disability")}, Flagged: true, Fact: "3 adverse impacts", Cells: []cumulativeCell{
				{"2026 to 2027", []page.Tag{{Text: "Adverse: high (3)", Colour: "red"}}}, {"Year not given", nil}}},
			{Link: page.Link{Text: "Age", Href: groupPath("age")}, Fact: "1 adverse impact",
				Cells: []cumulativeCell{{"2026 to 2027", nil}, {"Year not given", nil}}},
		}},
)

// groupPattern is the pattern of the pages of each group.
const groupPattern = cumulativePath + "/groups/{group}"

func groupPath(code string) string { return cumulativePath + "/groups/" + url.PathEscape(code) }

func (h *handlers) cumulative(w http.ResponseWriter, r *http.Request) error {
	var all []*eia.Combined
	var years []int
	var rules eia.Rules
	err := h.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		if rules, err = eia.GetRules(r.Context(), tx); err != nil {
			return err
		}
		all, years, err = eia.Cumulative(r.Context(), tx)
		return err
	})
	if err != nil {
		return err
	}
	words := h.PagePrinter(r)
	v := cumulativeView{Back: page.Link{Text: words.Say("Impact assessments"), Href: listPath}, Downloads: h.Downloads(r, cumulativePath)}
	for _, y := range years {
		v.Years = append(v.Years, financialYear(words.Printer, y))
	}
	for _, c := range all {
		g := cumulativeGroup{Link: page.Link{Text: rules.GroupName(c.Group).In(words.Printer), Href: groupPath(c.Group)}, Flagged: c.Flagged(),
			Fact: words.Count(c.Adverse, "%d adverse impact", "%d adverse impacts")}
		for i, y := range years {
			cell := cumulativeCell{Year: v.Years[i]}
			for _, m := range c.Years[y] {
				tag := impactTag(words.Printer, m.Direction, m.Size)
				tag.Text = words.Say("%s (%s)", tag.Text, words.Number(m.Count))
				cell.Tags = append(cell.Tags, tag)
			}
			g.Cells = append(g.Cells, cell)
		}
		v.Groups = append(v.Groups, g)
	}
	return cumulativePage.Write(w, r, http.StatusOK, v)
}

// groupImpactsView is each impact of a proposal on one group.
type groupImpactsView struct {
	Back    page.Link
	Name    string
	Impacts []groupImpact
	Pages   page.Pagination
}

type groupImpact struct {
	Link page.UserText
	Year string
	Tag  page.Tag
}

var exampleGroupBack = page.Link{Text: "What all proposals together do to each group", Href: cumulativePath}

var groupPage = page.New(files, "templates/group.html",
	groupImpactsView{Back: exampleGroupBack, Name: "Age"},
	groupImpactsView{Back: exampleGroupBack, Name: "Disability", Pages: page.Pagination{Next: groupPath("disability") + "?page=12"},
		Impacts: []groupImpact{{page.UserText{Text: "Evening buses", Href: "/assessments/buses", Lang: "en"}, "2026 to 2027",
			page.Tag{Text: "Adverse: high", Colour: "red"}}}},
)

// group shows the impacts on one group, of the latest year first.
func (h *handlers) group(w http.ResponseWriter, r *http.Request) error {
	code := r.PathValue("group")
	var rules eia.Rules
	var found db.Page[eia.CombinedImpact]
	err := h.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		if rules, err = eia.GetRules(r.Context(), tx); err != nil {
			return err
		}
		found, err = eia.ListImpacts(r.Context(), tx, code, r.FormValue(page.CursorName))
		return err
	})
	if err != nil {
		return err
	}
	words := h.PagePrinter(r)
	v := groupImpactsView{Name: rules.GroupName(code).In(words.Printer),
		Back:  page.Link{Text: words.Say("What all proposals together do to each group"), Href: cumulativePath},
		Pages: page.Neighbours(groupPath(code), nil, found.Previous, found.Next)}
	for _, m := range found.Items {
		v.Impacts = append(v.Impacts, groupImpact{
			page.UserText{Text: m.Title, Href: listPath + "/" + m.Ref, Lang: words.LangOrCouncil("")},
			financialYear(words.Printer, m.Year), impactTag(words.Printer, m.Direction, m.Size)})
	}
	return groupPage.Write(w, r, http.StatusOK, v)
}

// financialYear names the year that begins in April of year; 0 is an unknown one.
func financialYear(words *locale.Printer, year int) string {
	if year == 0 {
		return words.Say("Year not given")
	}
	return words.Say("%s to %s", strconv.Itoa(year), strconv.Itoa(year+1))
}

// impactTag says the direction and size of an impact, in words and not only in colour.
func impactTag(words *locale.Printer, d eia.Direction, s eia.Size) page.Tag {
	tag := page.Tag{Text: d.Label().In(words), Colour: map[eia.Direction]string{
		eia.Adverse: "red", eia.Unknown: "orange", eia.Differential: "yellow", eia.Neutral: "grey", eia.Positive: "green"}[d]}
	if s != "" {
		tag.Text = words.Say("%s: %s", tag.Text, locale.Inside(s.Label()))
	}
	return tag
}
