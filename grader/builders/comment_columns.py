"""What the 54 columns of the Facebook Comment Volume data mean.

Source: K. Singh, R. Kaur, D. Kumar 2015, "Comment Volume Prediction Using Neural Networks and
Decision Trees", with the description of data set 363 of the UCI Machine Learning Repository.
"""

_PAGE = ("page_likes", "page_checkins", "page_talking_about", "page_category")
_COUNTS = ("total", "last_24h", "24h_to_48h_ago", "first_24h", "change_24h")  # CC1 to CC5
_STATISTICS = ("min", "max", "mean", "median", "std")
_POST = ("hours_since_post", "post_length", "shares", "promoted", "hours_ahead")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")

FEATURES: tuple[str, ...] = (
    *_PAGE,
    *(f"page_comments_{count}_{statistic}" for count in _COUNTS for statistic in _STATISTICS),
    *(f"comments_{count}" for count in _COUNTS),
    *_POST,
    *(f"posted_{day}" for day in _DAYS),
    *(f"counted_{day}" for day in _DAYS),
)
TARGET = "comments"
