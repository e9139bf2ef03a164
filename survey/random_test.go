package survey_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/survey"
)

// This file generates the forms and input of the property tests. Forms are small, so that
// conditions often interact. Input may be anything that a browser can send.

// kinds lists all kinds of question but consent, of which a form has at most one.
var kinds = []survey.QuestionKind{
	survey.Single, survey.Multiple, survey.Dropdown, survey.Matrix, survey.Ranking, survey.Number, survey.Date,
	survey.Duration, survey.Period, survey.ShortText, survey.LongText, survey.Email, survey.FullName,
	survey.Address, survey.Telephone, survey.Postcode, survey.Budget, survey.Files, survey.Panel,
	survey.MatrixNumber, survey.MatrixText, survey.MatrixMultiple, survey.Map,
}

// respondedOn is the day on which the answers to random forms are given.
const respondedOn = survey.Day("2016-06-01")

// randomForm draws a form that is valid, except that pages and questions may be unreachable.
func randomForm(t *rapid.T) *survey.Form {
	f := &survey.Form{ID: "f", Title: "A form", Lang: "en", Edition: "standard"}
	var before []*survey.Question
	monitoring := map[string]bool{} // IDs of monitoring questions
	repeated := map[string]bool{}   // IDs of questions on earlier pages that are repeated
	for i := range rapid.IntRange(1, 4).Draw(t, "pages") {
		page := survey.Page{ID: "p" + strconv.Itoa(i), Monitoring: i > 1 && rapid.Bool().Draw(t, "monitoring")}
		visible := slices.DeleteFunc(slices.Clone(before), func(q *survey.Question) bool {
			return monitoring[q.ID] && !page.Monitoring
		})
		page.When = randomCondition(t, visible, 0)
		for j := range rapid.IntRange(1, 4).Draw(t, "questions") {
			q := randomQuestion(t, fmt.Sprintf("q%d%d", i, j))
			if q.Kind == survey.Files && page.Monitoring {
				q = survey.Question{ID: q.ID, Kind: survey.LongText, Text: q.Text}
			}
			if i == 0 && j == 0 && rapid.Bool().Draw(t, "consent") {
				q = consentQuestion(q.ID)
			}
			q.When = randomCondition(t, visible, 0)
			q.Wordings = randomWordings(t, slices.DeleteFunc(slices.Clone(visible), func(q *survey.Question) bool {
				return strings.HasPrefix(q.ID, fmt.Sprintf("q%d", i)) || repeated[q.ID]
			}))
			randomBounds(t, &q, slices.DeleteFunc(slices.Clone(visible), func(q *survey.Question) bool {
				return monitoring[q.ID] != page.Monitoring || repeated[q.ID]
			}))
			page.Questions = append(page.Questions, q)
			monitoring[q.ID] = page.Monitoring
			if q.Kind == survey.Panel || q.Kind.IsContact() {
				continue
			}
			for _, one := range q.Rowwise() {
				before, visible, monitoring[one.ID] = append(before, &one), append(visible, &one), page.Monitoring
			}
		}
		if page.Repeat = randomRepeat(t, &page); page.Repeat != nil {
			for _, q := range before {
				repeated[q.ID] = repeated[q.ID] || strings.HasPrefix(q.ID, fmt.Sprintf("q%d", i))
			}
		}
		f.Pages = append(f.Pages, page)
	}
	f.Pages = append(f.Pages, survey.Page{
		ID: "last", Questions: []survey.Question{{ID: "last", Kind: survey.LongText, Text: "Else?"}},
	})
	orderRandomly(t, f)
	nameConditions(t, f)
	return f.Expanded()
}

// orderRandomly puts some questions, options and rows of f in random order.
func orderRandomly(t *rapid.T, f *survey.Form) {
	for i := range f.Pages {
		page := &f.Pages[i]
		depends := false // on an answer on the same page
		for j := range page.Questions {
			q := &page.Questions[j]
			text := string((&survey.Form{Pages: []survey.Page{{Questions: []survey.Question{{When: q.When}}}}}).JSON()) +
				strings.Join([]string{"", q.LeastOf, q.MostOf, q.TotalOf, ""}, `"`)
			depends = depends || strings.Contains(text, fmt.Sprintf(`"q%d`, i))
			switch q.Kind {
			case survey.Single, survey.Multiple, survey.Ranking, survey.Matrix, survey.MatrixNumber, survey.MatrixText, survey.MatrixMultiple:
				q.RandomOrder = rapid.Bool().Draw(t, "options in random order")
			}
			list := q.Options
			if len(q.Rows) > 0 {
				list = q.Rows
			}
			if q.RandomOrder && rapid.Bool().Draw(t, "fixed") {
				list[len(list)-1].Fixed = true
			}
		}
		page.RandomOrder = !depends && rapid.Bool().Draw(t, "questions in random order")
	}
}

// nameConditions gives names to some conditions of f, and to one of two that are the same.
func nameConditions(t *rapid.T, f *survey.Form) {
	name := func(c *survey.Condition) *survey.Condition {
		if c == nil || !rapid.Bool().Draw(t, "named") {
			return c
		}
		name := "Condition " + strconv.Itoa(len(f.Conditions))
		if f.Conditions == nil {
			f.Conditions = map[string]survey.Condition{}
		}
		f.Conditions[name] = *c
		if rapid.Bool().Draw(t, "named by another") {
			f.Conditions["Also "+name] = survey.Condition{Named: name}
			name = "Also " + name
		}
		return &survey.Condition{Named: name}
	}
	for i := range f.Pages {
		page := &f.Pages[i]
		page.When = name(page.When)
		for j := range page.Questions {
			page.Questions[j].When = name(page.Questions[j].When)
			for k := range page.Questions[j].Wordings {
				page.Questions[j].Wordings[k].When = name(page.Questions[j].Wordings[k].When)
			}
		}
	}
}

// randomRepeat draws how often a page is asked; nil for once.
func randomRepeat(t *rapid.T, page *survey.Page) *survey.Repeat {
	if page.Monitoring || slices.ContainsFunc(page.Questions, func(q survey.Question) bool {
		return q.Kind == survey.Consent || q.Kind.IsContact()
	}) || rapid.IntRange(0, 3).Draw(t, "repeated") > 0 {
		return nil
	}
	r := &survey.Repeat{Item: "Child", Most: rapid.IntRange(2, 3).Draw(t, "most"), More: "Another?", Yes: "Yes", No: "No"}
	r.Least = rapid.IntRange(1, r.Most).Draw(t, "least")
	return r
}

// randomBounds may limit q by answers to questions of before.
func randomBounds(t *rapid.T, q *survey.Question, before []*survey.Question) {
	var likes []*survey.Question
	for _, other := range before {
		likewise := other.Kind == q.Kind && q.Kind != survey.Budget || q.Kind == survey.MatrixNumber && other.Kind == survey.Number
		if likewise && other.MeasureUnit() == q.MeasureUnit() && other.Precision == q.Precision ||
			q.Kind == survey.Budget && other.Kind == survey.Number && other.Decimals == 0 {
			likes = append(likes, other)
		}
	}
	if len(likes) == 0 {
		return
	}
	draw := func(of string) string {
		if rapid.Bool().Draw(t, of) {
			return rapid.SampledFrom(likes).Draw(t, of).ID
		}
		return ""
	}
	switch q.Kind {
	case survey.Number, survey.Date, survey.Duration, survey.MatrixNumber:
		q.LeastOf, q.MostOf = draw("at least"), draw("at most")
	case survey.Budget:
		if q.TotalOf = draw("in total"); q.TotalOf != "" {
			q.Total = 0
		}
	}
}

// randomWordings draws wordings that depend on answers to questions of before, which are on earlier pages.
func randomWordings(t *rapid.T, before []*survey.Question) (all []survey.Wording) {
	for i := range rapid.IntRange(0, 2).Draw(t, "wordings") {
		w := survey.Wording{ID: "w" + strconv.Itoa(i), When: randomCondition(t, before, 0), Text: "In other words?"}
		if w.When == nil {
			var quotable []*survey.Question
			for _, q := range before {
				if q.Kind.CanBeQuoted() {
					quotable = append(quotable, q)
				}
			}
			if len(quotable) == 0 {
				return all
			}
			w.Text = "You said {" + rapid.SampledFrom(quotable).Draw(t, "quoted").ID + "}. Why?"
		}
		all = append(all, w)
	}
	return all
}

// consentQuestion returns a question that asks for consent to publish.
func consentQuestion(id string) survey.Question {
	return survey.Question{ID: id, Kind: survey.Consent, Text: "May we publish what you write?", Options: []survey.Option{
		{ID: survey.ConsentUnnamed, Text: "Yes"}, {ID: survey.ConsentNamed, Text: "Named"}, {ID: survey.ConsentRefused, Text: "No"},
	}}
}

// randomQuestion draws a valid question without a condition.
func randomQuestion(t *rapid.T, id string) survey.Question {
	q := survey.Question{ID: id, Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), Text: "What about " + id + "?"}
	if q.Kind == survey.Panel {
		return q
	}
	q.Required, q.PreferNotToSay = rapid.Bool().Draw(t, "required"), rapid.Bool().Draw(t, "prefer not to say")
	number := func(n int) *int { return &n }
	text := func(s string) *string { return &s }
	switch q.Kind {
	case survey.Single, survey.Dropdown, survey.Multiple, survey.Matrix, survey.Ranking, survey.Budget:
		for i := range rapid.IntRange(2, 4).Draw(t, "options") {
			o := survey.Option{ID: string(rune('a' + i)), Text: string(rune('A' + i))}
			o.WriteIn = (q.Kind == survey.Single || q.Kind == survey.Multiple) && rapid.Bool().Draw(t, "write in")
			o.Exclusive = q.Kind == survey.Multiple && i > 1 && rapid.Bool().Draw(t, "exclusive")
			q.Options = append(q.Options, o)
		}
	case survey.Number, survey.MatrixNumber:
		q.Decimals = rapid.IntRange(0, 2).Draw(t, "decimals")
		if rapid.Bool().Draw(t, "bounded") {
			q.Least, q.Most = text("-5"), text("10")
		}
	case survey.Duration:
		q.Units = rapid.SampledFrom([][]string{{"years", "months"}, {"weeks"}, {"days", "hours"}, {"hours", "minutes"}}).Draw(t, "units")
		if rapid.Bool().Draw(t, "bounded") {
			q.Least, q.Most = text("1"), text("300")
		}
	case survey.Date, survey.Period:
		q.Precision = rapid.SampledFrom([]string{"", survey.PrecisionMonth, survey.PrecisionYear}).Draw(t, "precision")
		switch rapid.IntRange(0, 2).Draw(t, "bounded") {
		case 1:
			q.Least, q.Most = text(ofPrecision(&q, "2016-01-01")), text(ofPrecision(&q, "2016-12-31"))
		case 2: // of respondedOn
			q.Least, q.Most = text("10 months before today"), text("today")
		}
	case survey.ShortText, survey.LongText, survey.MatrixText:
		if q.Kind == survey.ShortText && rapid.IntRange(0, 3).Draw(t, "pattern") == 0 {
			q.Pattern, q.PatternHelp = rapid.SampledFrom([]string{"A or 99", "time", "'x'-X"}).Draw(t, "pattern"), "Look at your letter"
			break
		}
		q.MaxLength = rapid.IntRange(0, 40).Draw(t, "longest")
	}
	if q.Kind.HasBoxes() && rapid.Bool().Draw(t, "boxes") {
		q.Options = []survey.Option{{ID: "a", Text: "Don’t know"}, {ID: "b", Text: "None of these"}}
	}
	switch q.Kind {
	case survey.Multiple, survey.Ranking, survey.MatrixMultiple, survey.Map:
		if rapid.Bool().Draw(t, "how many") {
			q.Min, q.Max = number(1), number(rapid.IntRange(1, 2).Draw(t, "most"))
		}
	case survey.Matrix:
		q.Rows = []survey.Option{{ID: "r1", Text: "Row 1"}, {ID: "r2", Text: "Row 2"}}
	}
	if q.Kind == survey.MatrixMultiple {
		q.Options = []survey.Option{{ID: "a", Text: "A", WriteIn: rapid.Bool().Draw(t, "write in")}, {ID: "b", Text: "B"}, {ID: "c", Text: "C"}}
	}
	switch q.Kind {
	case survey.Map:
		q.Decimals = rapid.SampledFrom([]int{0, 2, 5}).Draw(t, "decimals")
		q.Marks = rapid.SampledFrom([][]string{nil, {"pin", "line"}, {"area"}}).Draw(t, "marks")
		q.Options = []survey.Option{
			{ID: "a", Text: "A", Shape: "POLYGON((-1.2 52.6,-1.1 52.6,-1.13 52.7,-1.2 52.7,-1.2 52.6))"},
			{ID: "b", Text: "B", Shape: "MULTIPOLYGON(((-1.2 52.5,-1.1 52.5,-1.1 52.6,-1.2 52.6,-1.2 52.5)),((-1 52,-1 52.1,-1.05 52.1,-1 52)))"},
		}
		q.Rows = []survey.Option{{ID: "pins", Text: "On the map"}, {ID: "areas", Text: "In a list"}, {ID: "words", Text: "In words"}}
		if rapid.Bool().Draw(t, "without the map") {
			q.Rows = q.Rows[1:]
		}
	case survey.MatrixNumber, survey.MatrixText, survey.MatrixMultiple:
		q.Rows = []survey.Option{{ID: "r1", Text: "Row 1"}, {ID: "r2", Text: "Row 2", WriteIn: rapid.Bool().Draw(t, "named")}}
	case survey.Budget:
		q.Total = 10
	case survey.Files:
		q.Accept = rapid.SampledFrom([][]string{{"documents"}, {"pictures", "spreadsheets"}}).Draw(t, "accept")
		q.Max, q.MaxMegabytes = number(rapid.IntRange(1, survey.MaxFiles).Draw(t, "most")), rapid.IntRange(0, survey.MaxMegabytes).Draw(t, "size")
	}
	return q
}

// ofPrecision returns a date in the precision of q.
func ofPrecision(q *survey.Question, date string) string {
	return date[:map[string]int{"": 10, survey.PrecisionMonth: 7, survey.PrecisionYear: 4}[q.Precision]]
}

// randomCondition draws a condition on questions of before, or nil.
func randomCondition(t *rapid.T, before []*survey.Question, depth int) *survey.Condition {
	if len(before) == 0 || depth == 0 && rapid.IntRange(0, 2).Draw(t, "conditional") == 0 {
		return nil
	}
	shape := rapid.IntRange(0, 6).Draw(t, "shape")
	if depth < 2 && shape < 3 {
		c := new(survey.Condition)
		if shape == 0 {
			c.Not = randomCondition(t, before, depth+1)
			return c
		}
		list := []survey.Condition{*randomCondition(t, before, depth+1), *randomCondition(t, before, depth+1)}
		if shape == 1 {
			c.All = list
		} else {
			c.Any = list
		}
		return c
	}
	return randomTest(t, rapid.SampledFrom(before).Draw(t, "question"))
}

// randomTest draws a test of q.
func randomTest(t *rapid.T, q *survey.Question) *survey.Condition {
	c := &survey.Condition{Question: q.ID}
	which := rapid.IntRange(0, 5).Draw(t, "test")
	if which == 5 {
		c.Asked = true
		return c
	}
	if which == 0 && q.PreferNotToSay {
		c.Is = "prefer-not-to-say"
		return c
	}
	if which == 1 {
		c.Answered = true
		return c
	}
	option := func() string { return rapid.SampledFrom(q.Options).Draw(t, "option").ID }
	if which == 2 && q.BoxField() != "" {
		c.Is = option()
		return c
	}
	switch q.Kind {
	case survey.Multiple:
		if which == 2 {
			c.CountAtLeast = rapid.IntRange(1, 2).Draw(t, "count")
			return c
		}
		fallthrough
	case survey.Single, survey.Dropdown, survey.Consent:
		if c.Is = option(); which == 3 {
			c.Is, c.AnyOf = "", []string{c.Is, option()}
		}
	case survey.Matrix:
		c.Row, c.Is = rapid.SampledFrom(q.Rows).Draw(t, "row").ID, option()
	case survey.Number, survey.Date, survey.Duration:
		bound := rapid.SampledFrom([]string{"-5", "0", "2", "2.5", "10"}).Draw(t, "bound")
		if q.Kind == survey.Date {
			bound = rapid.SampledFrom([]string{"2016-01-01", "2016-05-27", "2016-12-31"}).Draw(t, "bound")
			bound = ofPrecision(q, bound)
		}
		if q.Kind == survey.Duration {
			bound = rapid.SampledFrom([]string{"0", "1", "60", "90"}).Draw(t, "bound")
		}
		*[]*string{&c.AtLeast, &c.AtMost, &c.Above, &c.Below}[rapid.IntRange(0, 3).Draw(t, "comparison")] = bound
	default:
		c.Answered = true
	}
	return c
}

// typedValues draws a value of a field, valid for some kinds of question or for none.
var typedValues = rapid.SampledFrom([]string{
	"", " ", "0", "1", "2", "-0", "2.50", "10", "27", "5", "2016", "a", "b", "prefer-not-to-say", "yes", "1e309", "NaN", "٣",
	"1,5", "0x10", "name@example.com", "le3 8ra", "a\x00b\r\nc\xff", "\ud7ff\ufffe\u202e", `"\`, "\u0000", "text",
	"some longer text of more than forty characters in all",
})

// randomRaw draws what a browser might send to f: mostly valid answers, sometimes anything.
func randomRaw(t *rapid.T, f *survey.Form) survey.Raw {
	raw := survey.Raw{"unknown": {"1"}}
	hostile := rapid.IntRange(0, 3).Draw(t, "hostile") == 0
	for i := range f.Pages {
		for j := range f.Pages[i].Questions {
			q := &f.Pages[i].Questions[j]
			if hostile && rapid.IntRange(0, 3).Draw(t, "junk") == 0 {
				for _, name := range f.Fields(q) {
					raw[name] = rapid.SliceOfN(typedValues, 0, 3).Draw(t, name)
				}
				continue
			}
			randomValidAnswer(t, q, raw)
		}
	}
	return raw
}

// randomValidAnswer adds a valid answer to q, or none if q is not required.
func randomValidAnswer(t *rapid.T, q *survey.Question, raw survey.Raw) {
	set := func(sub, value string) { raw[q.ID+"--"+sub] = []string{value} }
	choice := rapid.IntRange(0, 5).Draw(t, q.ID)
	switch {
	case choice == 0 && !q.Required:
		return
	case choice == 1 && q.PreferNotToSay:
		switch q.Kind {
		case survey.Single, survey.Multiple, survey.Dropdown, survey.Consent:
			raw[q.ID] = []string{"prefer-not-to-say"}
		default:
			set("prefer-not-to-say", "yes")
		}
		return
	}
	option := func() survey.Option { return rapid.SampledFrom(q.Options).Draw(t, "option") }
	if choice == 2 && q.BoxField() != "" {
		set("instead", option().ID)
		return
	}
	switch q.Kind {
	case survey.Single, survey.Multiple, survey.Dropdown, survey.Consent:
		o := option()
		raw[q.ID] = []string{o.ID}
		other := option()
		if q.Kind == survey.Multiple && o.ID != other.ID && !o.Exclusive && !other.Exclusive && (q.Max == nil || *q.Max > 1) {
			raw[q.ID] = append(raw[q.ID], other.ID)
		}
		for i := range q.Options {
			set(q.Options[i].ID, typedValues.Draw(t, "write in"))
		}
	case survey.Matrix:
		for _, row := range q.Rows {
			set(row.ID, option().ID)
		}
	case survey.Ranking:
		some := len(q.Options)
		if q.Max != nil {
			some = *q.Max
		}
		for i, o := range rapid.Permutation(q.Options).Draw(t, "order")[:some] {
			set(o.ID, strconv.Itoa(i+1))
		}
	case survey.Number:
		raw[q.ID] = []string{rapid.SampledFrom([]string{"-5", "-1", "0", "2", "3", "10"}).Draw(t, "number")}
	case survey.Duration:
		for _, unit := range q.Units {
			set(unit, rapid.SampledFrom([]string{"0", "1", "2", "90"}).Draw(t, unit))
		}
	case survey.Period:
		for _, part := range q.Parts() {
			set(part, map[string]string{"day": "2", "month": "3", "year": "2016"}[part[strings.Index(part, "-")+1:]])
		}
		if rapid.Bool().Draw(t, "to the end of May") && q.Precision != survey.PrecisionYear {
			set("to-month", "may")
		}
	case survey.Date:
		set("day", rapid.SampledFrom([]string{"1", "27"}).Draw(t, "day"))
		set("month", rapid.SampledFrom([]string{"1", "may", "12"}).Draw(t, "month"))
		set("year", "2016")
	case survey.ShortText, survey.LongText, survey.FullName, survey.Address:
		if q.Pattern != "" {
			raw[q.ID] = []string{map[string]string{"A or 99": "b", "time": "0915", "'x'-X": "X 9"}[q.Pattern]}
			break
		}
		raw[q.ID] = []string{rapid.SampledFrom([]string{"x", "\x00", "\xff", "\u202e", "\r"}).Draw(t, "text")}
	case survey.Files:
		raw[q.ID] = []string{rapid.SampledFrom([]string{
			strings.Repeat("0a", 32), strings.Repeat("b", 64) + ".id.key", survey.FileOnPaper,
		}).Draw(t, "files")}
	case survey.Email:
		raw[q.ID] = []string{"name@example.com"}
	case survey.Telephone:
		raw[q.ID] = []string{"+44 (0)116 232 3232 ext. 12"}
	case survey.Places:
		raw[q.ID] = []string{rapid.SampledFrom([]string{
			"POINT(-1.15001 52.59996)", "POINT(-1.1234567 52.65)", "LINESTRING(-1.15 52.55, -1.15 52.65)",
			"POLYGON((-1.15 52.55, -1.15 52.65, -1.12 52.6, -1.15 52.55))", "GEOMETRYCOLLECTION(POINT(-1.15 52.55),POINT(-1.01 52.09))",
			"GEOMETRYCOLLECTION EMPTY",
		}).Draw(t, "places")}
	case survey.Postcode:
		raw[q.ID] = []string{"le3 8ra"}
	case survey.Budget:
		total := q.Total
		if q.TotalOf != "" {
			total = rapid.SampledFrom([]int64{0, 2, 10}).Draw(t, "total")
		}
		set(option().ID, strconv.FormatInt(total, 10))
	}
}
