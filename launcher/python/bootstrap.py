import sys
if sys.path[:1]==[""]:del sys.path[0]
f=open(3,"rb",0,closefd=False)
n=int(f.readline()or 0);s=b""
while len(s)<n:s+=f.read(n-len(s))or sys.exit()
exec(compile(s,"<poolscope>","exec"),{"__name__":"poolscope_worker"})
