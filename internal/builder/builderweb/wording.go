package builderweb

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// The form of the wordings of a question. In their texts, {} is the answer that is chosen in quoteField; a wording that
// quotes several answers has the ids of their questions in the braces.
const (
	wordingKind  = "wording" // of the rows
	whenField    = "when"    // a condition as JSON, one of those that are offered
	quoteField   = "quote"
	quotedAnswer = "{}"
)

// setWordingValues sets the form values for the wordings of q.
func setWordingValues(values url.Values, q *survey.Question) {
	var rows []draftedit.FormRow
	for _, w := range q.Wordings {
		row := draftedit.FormRow{"id": {w.ID}}
		if w.When != nil {
			row[whenField] = []string{encodeCondition(w.When)}
		}
		quoted := w.Quotes()
		if len(quoted) == 1 {
			row[quoteField] = quoted
		}
		for name, text := range map[string]string{"text": w.Text, "hint": w.Hint, "body": w.Body} {
			if len(quoted) == 1 {
				text = strings.ReplaceAll(text, "{"+quoted[0]+"}", quotedAnswer)
			}
			row[name] = []string{text}
		}
		rows = append(rows, row)
	}
	draftedit.SetRows(values, wordingKind, rows)
}

// parseWordings returns the submitted wordings of q, a question of page id of f.
func parseWordings(f *survey.Form, page string, q *survey.Question, typed url.Values) (all []survey.Wording) {
	offered := wordingConditions(nil, f, page, q)
	for _, row := range draftedit.ParseRows(typed, wordingKind) {
		w := parseWording(row)
		if !slices.ContainsFunc(offered, func(o draftedit.SelectItem) bool { return o.Value == row.Get(whenField) }) {
			w.When = nil
		}
		all = append(all, w)
	}
	return all
}

// parseWording returns the wording of a row, with the answer that it quotes.
func parseWording(row draftedit.FormRow) survey.Wording {
	quote := row.Get(quoteField)
	text := func(name string) string {
		text := strings.TrimSpace(strings.ReplaceAll(row.Get(name), "\r\n", "\n"))
		if quote != "" {
			text = strings.ReplaceAll(text, quotedAnswer, "{"+quote+"}")
		}
		return text
	}
	w := survey.Wording{ID: row.Get("id"), Text: text("text"), Hint: text("hint"), Body: text("body")}
	if code := row.Get(whenField); code != "" {
		if err := json.Unmarshal([]byte(code), &w.When); err != nil {
			w.When = nil // not a value of our form
		}
	}
	return w
}

// wordingConditions returns the conditions that a wording of q, on page id of f, can have: each answer that can be chosen
// on an earlier page, the named conditions, and those that its wordings have already.
func wordingConditions(words *locale.Printer, f *survey.Form, page string, q *survey.Question) []draftedit.SelectItem {
	all := []draftedit.SelectItem{{Label: words.Say("Whenever the answer below was given")}}
	offer := func(c *survey.Condition) {
		code := encodeCondition(c)
		if !slices.ContainsFunc(all, func(o draftedit.SelectItem) bool { return o.Value == code }) {
			all = append(all, draftedit.SelectItem{Value: code, Label: conditionText(words, f, c)})
		}
	}
	for _, name := range builder.ConditionNames(f) {
		offer(&survey.Condition{Named: name})
	}
	for _, before := range builder.QuestionsBefore(f, page, "") {
		switch before.Kind {
		case survey.Single, survey.Multiple, survey.Dropdown:
			for _, o := range before.Options {
				offer(&survey.Condition{Question: before.ID, Is: o.ID})
			}
		}
	}
	for _, w := range q.Wordings {
		if w.When != nil {
			offer(w.When)
		}
	}
	return all
}

// quotableAnswers returns the questions on pages before page id of f whose answers can be quoted.
func quotableAnswers(words *locale.Printer, f *survey.Form, page string) []draftedit.SelectItem {
	all := []draftedit.SelectItem{{Label: words.Say("No answer is quoted")}}
	for _, before := range builder.QuestionsBefore(f, page, "") {
		if before.Kind.CanBeQuoted() {
			all = append(all, draftedit.SelectItem{Value: before.ID, Label: questionTitle(words, before)})
		}
	}
	return all
}

// wordingSection returns the section of the form for the wordings of q, on page id of f. It has none on the first page,
// where there is no earlier answer.
func wordingSection(words *locale.Printer, f *survey.Form, page string, q *survey.Question, typed url.Values) []draftedit.Section {
	rows := draftedit.ParseRows(typed, wordingKind)
	if len(rows) == 0 && len(builder.QuestionsBefore(f, page, "")) == 0 {
		return nil
	}
	list := draftedit.OptionList{
		Kind:      wordingKind,
		Describes: true,
		Title:     words.Say("Other wording after an earlier answer"),
		Description: words.Say("For example, for people who answer for another person. We use the first wording that fits. " +
			"Write {} where people should see the answer that you choose below. Paper forms and results use the question itself."),
		Text:      words.Say("Wording"),
		Hint:      words.Say("Hint"),
		AddButton: words.Say("Add a wording"),
	}
	list.Fill(words, rows, false, false)
	for i, row := range rows {
		list.Rows[i].Selects = []draftedit.RowSelect{
			{Name: whenField, Label: words.Say("When to use it"), Items: selected(wordingConditions(words, f, page, q), row.Get(whenField))},
			{Name: quoteField, Label: words.Say("Answer to show instead of {}"),
				Items: selected(quotableAnswers(words, f, page), row.Get(quoteField))},
		}
	}
	return []draftedit.Section{{List: &list}}
}

// selected returns items with the one that has the value selected.
func selected(items []draftedit.SelectItem, value string) []draftedit.SelectItem {
	for i := range items {
		items[i].Selected = items[i].Value == value
	}
	return items
}

// wordingsText returns the submitted wordings in words, one on each line.
func wordingsText(words *locale.Printer, f *survey.Form, values url.Values) string {
	var all []string
	for _, row := range draftedit.ParseRows(values, wordingKind) {
		w := parseWording(row)
		all = append(all, wordingText(words, f, &w))
	}
	return strings.Join(all, "\n")
}

// wordingText returns a wording of a question of f in words, with the questions whose answers it quotes, and when it is used.
func wordingText(words *locale.Printer, f *survey.Form, w *survey.Wording) string {
	line := strings.Join(slices.DeleteFunc([]string{w.Text, w.Hint, w.Body}, func(text string) bool { return text == "" }), " – ")
	for _, id := range w.Quotes() {
		if q := builder.Answerable(f, id); q != nil {
			line = strings.ReplaceAll(line, "{"+id+"}", "“"+questionTitle(words, q)+"”")
		}
	}
	if w.When != nil {
		line += " (" + conditionText(words, f, w.When) + ")"
	}
	return line
}
