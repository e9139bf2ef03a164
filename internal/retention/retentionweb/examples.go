package retentionweb

import (
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/moderation/responseview"
)

var retentionExamples = []retentionView{
	{
		ClockJumped: "27 May 2016 at 9:30am",
		Due: []dueItemView{
			{
				"getting-about",
				"drafts",
				"Getting about",
				"Saved answers that were not sent",
				"10 June 2016",
				"They will be deleted.",
				"3 items",
				"The privacy notice promises a shorter period.",
				form.Form{exampleField("why-getting-about-drafts", "")},
			},
		},
		Later: []dueItemView{
			{
				"getting-about",
				"words",
				"Getting about",
				"Written answers and postcodes",
				"not known yet (counted from the decision)",
				"They will be deleted. Answers chosen from lists will be kept.",
				"1,200 items",
				"",
				form.Form{exampleField("why-getting-about-words", "")},
			},
		},
		Runs: []deletionRunView{{"Getting about", "Contact details of respondents", "12 deleted", "An officer", "27 May 2016"}},
	},
	{
		Errors: form.Form{exampleField("why-getting-about-words", "Enter why the retention period is different.")},
		Later: []dueItemView{
			{
				"getting-about",
				"words",
				"Getting about",
				"Written answers and postcodes",
				"27 May 2027",
				"They will be deleted. Answers chosen from lists will be kept.",
				"1,200 items",
				"",
				form.Form{exampleField("why-getting-about-words", "Enter why the retention period is different.")},
			},
		},
	},
	{},
}

func exampleField(id, problem string) *form.Field {
	return responseview.TextareaField(id, "Why is the period different?", "", "", problem)
}
