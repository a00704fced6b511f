"""机构 · 岗位 · 人员 · 授权: areas, posts, grants, and the one place that decides who sees what.

In: the district's areas and people. Out: `View`s. Refuses: nothing by itself; one without post or grant sees nothing.
"""
