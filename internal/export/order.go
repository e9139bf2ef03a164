package export

import (
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
)

// writtenOrder is the value of an order column of a response that was given in the order in which the
// questionnaire was written, such as one on paper.
const writtenOrder = "written"

// orderColumn is a column with the order in which a response was given, of something in random order:
//
//	use:order          IDs of the options or rows of a question, separated by spaces
//	page:about:order   IDs of the questions of a page
//
// It follows column intake.ColOrder, from which it follows, for those who test effects of the order.
// It is blank if the order is not known.
type orderColumn struct{ id, label string }

func (c orderColumn) name() string { return c.id + intake.OrderSuffix }

// addOrders adds columns for what is in random order in form, a version of the questionnaire.
func (x *source) addOrders(form *survey.Form) {
	for _, list := range form.RandomLists() {
		if list.Monitoring && !x.request.Monitoring {
			continue
		}
		if !slices.ContainsFunc(x.orders, func(known orderColumn) bool { return known.id == list.ID }) {
			x.orders = append(x.orders, orderColumn{list.ID, list.Text + " (order shown)"})
		}
	}
}

// headColumns returns the names of the columns before the answers.
func (x *source) headColumns(labels bool) []string {
	head := slices.Clone(metaColumns)
	if len(x.orders) > 0 {
		head = append(head, intake.ColOrder)
	}
	for _, c := range x.orders {
		if labels {
			head = append(head, c.label)
		} else {
			head = append(head, c.name())
		}
	}
	return head
}

// readOrders adds the order in which r, a response to form, was given to out.
func (x *source) readOrders(out *row, form *survey.Form, r *intake.ResponseRow) {
	if len(x.orders) == 0 {
		return
	}
	number := ""
	if r.Order > 0 {
		number = strconv.Itoa(r.Order)
	}
	out.meta = append(out.meta, number)
	lists := form.RandomLists()
	for _, c := range x.orders {
		var shown []survey.Option
		at := slices.IndexFunc(lists, func(l survey.RandomList) bool { return l.ID == c.id })
		if at >= 0 {
			shown = lists[at].Shown(r.Order)
		}
		value := ""
		switch {
		case shown != nil:
			var ids []string
			for _, o := range shown {
				ids = append(ids, o.ID)
			}
			value = strings.Join(ids, " ")
		case at < 0 || r.Channel != string(intake.Web):
			value = writtenOrder
		}
		out.meta, out.shown = append(out.meta, value), append(out.shown, shown)
	}
}

// labelOrders replaces the IDs in the order columns of meta by texts.
func (x *source) labelOrders(meta []string, r row) {
	for i, shown := range r.shown {
		var texts []string
		for _, o := range shown {
			texts = append(texts, o.Text)
		}
		if shown != nil {
			meta[len(metaColumns)+1+i] = strings.Join(texts, " | ")
		}
	}
}

// orderMap returns the order columns of r that are not blank.
func (x *source) orderMap(r row) map[string]string {
	all := map[string]string{}
	for i, name := range x.headColumns(false)[len(metaColumns):] {
		if value := r.meta[len(metaColumns)+i]; value != "" {
			all[name] = value
		}
	}
	return all
}

// orderDictionary explains the order columns.
func (x *source) orderDictionary(s *sheetWriter) {
	if len(x.orders) == 0 {
		return
	}
	s.add(intake.ColOrder, "Number of the order that was drawn for the response, from 1 to "+strconv.Itoa(survey.Orders)+
		"; shared by many responses")
	for _, c := range x.orders {
		s.add(c.name(), c.label, "", "", "", writtenOrder+" = as it was written, such as on paper; blank = not known")
	}
}
